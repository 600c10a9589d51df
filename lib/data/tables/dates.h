// Dates and times in a table's cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlday {

/// A moment as a clock on the wall shows it: zones are passed over.
struct DateTime {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0;
  double second = 0;
};

/// Reads ISO 8601's `2018-01-31`, `2018-01-31 13:05`, `2018-01-31T13:05:59.25Z`, or a form of
/// strptime's (`%d.%m.%Y %H:%M`). None where the text is no such date, or no day of the calendar.
std::optional<DateTime> date_in(const std::string& text, const std::string& format);

/// What can be asked of a date, as a table's column.
struct DatePart {
  const char* name;                     ///< "weekday"
  bool is_number;                       ///< a number by its size (a year), no category
  double turn;                          ///< of a cycle; 0 where there is none
  double (*number)(const DateTime&);    ///< cycles begin with 0
  std::vector<std::string> categories;  ///< by number; empty where the number itself is written
};

/// Null where there is no part of that name.
const DatePart* date_part(const std::string& name);
std::vector<std::string> date_part_names();

}  // namespace mlday

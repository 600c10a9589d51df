#include "data/tables/dates.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace mlday {
namespace {

std::chrono::year_month_day calendar(const DateTime& date) {
  return {std::chrono::year(date.year), std::chrono::month(static_cast<unsigned>(date.month)),
          std::chrono::day(static_cast<unsigned>(date.day))};
}

std::chrono::sys_days days_of(const DateTime& date) { return calendar(date); }

/// From Monday, 0, as pandas counts.
double weekday(const DateTime& date) {
  return std::chrono::weekday(days_of(date)).iso_encoding() - 1;
}

double day_of_year(const DateTime& date) {
  const std::chrono::sys_days first = std::chrono::year(date.year) / 1 / 1;
  return static_cast<double>((days_of(date) - first).count());
}

double seconds_since_1970(const DateTime& date) {
  constexpr double day = 86400, hour = 3600, minute = 60;
  return static_cast<double>(days_of(date).time_since_epoch().count()) * day + date.hour * hour +
         date.minute * minute + date.second;
}

bool is_real(const DateTime& date) {
  return date.month >= 1 && date.day >= 1 && calendar(date).ok() && date.hour >= 0 &&
         date.hour < 24 && date.minute >= 0 && date.minute < 60 && date.second >= 0 &&
         date.second < 61;
}

/// Behind the seconds a zone may stand: Z, +01:00, +0100.
bool is_zone(const std::string& text) {
  const auto rest = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  return rest.empty() || rest == "Z" || rest == "UTC" ||
         ((rest[0] == '+' || rest[0] == '-') && rest.size() >= 3 &&
          rest.find_first_not_of("0123456789:", 1) == std::string::npos);
}

std::optional<DateTime> iso_date(const std::string& text) {
  DateTime date;
  int read = 0;
  char between = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &date.year, &date.month, &date.day, &read) != 3)
    return std::nullopt;
  if (static_cast<std::size_t>(read) == text.size()) return date;
  const auto time = text.substr(static_cast<std::size_t>(read));
  int length = 0;
  if (std::sscanf(time.c_str(), "%c%2d:%2d%n", &between, &date.hour, &date.minute, &length) != 3 ||
      (between != ' ' && between != 'T'))
    return std::nullopt;
  auto rest = time.substr(static_cast<std::size_t>(length));
  if (rest.starts_with(':')) {
    std::size_t digits = 0;
    while (digits + 1 < rest.size() &&
           (std::isdigit(static_cast<unsigned char>(rest[digits + 1])) || rest[digits + 1] == '.'))
      ++digits;
    if (digits == 0) return std::nullopt;
    date.second = std::strtod(rest.substr(1, digits).c_str(), nullptr);
    rest = rest.substr(1 + digits);
  }
  return is_zone(rest) ? std::optional(date) : std::nullopt;
}

std::vector<std::string> weekdays() { return {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}; }
std::vector<std::string> months() {
  return {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
}

const std::vector<DatePart>& parts() {
  using D = const DateTime&;
  static const std::vector<DatePart> list{
      {"year", true, 0, [](D date) -> double { return date.year; }, {}},
      {"quarter",
       false,
       4,
       [](D date) -> double { return (date.month - 1) / 3; },
       {"Q1", "Q2", "Q3", "Q4"}},
      {"month", false, 12, [](D date) -> double { return date.month - 1; }, months()},
      {"day", false, 31, [](D date) -> double { return date.day - 1; }, {}},
      {"day_of_year", true, 365.2425, day_of_year, {}},
      {"weekday", false, 7, weekday, weekdays()},
      {"weekend",
       false,
       0,
       [](D date) -> double { return weekday(date) >= 5; },
       {"workday", "weekend"}},
      {"hour", false, 24, [](D date) -> double { return date.hour; }, {}},
      {"minute", false, 60, [](D date) -> double { return date.minute; }, {}},
      {"timestamp", true, 0, seconds_since_1970, {}},
  };
  return list;
}

}  // namespace

std::optional<DateTime> date_in(const std::string& text, const std::string& format) {
  if (format.empty()) {
    const auto date = iso_date(text);
    return date && is_real(*date) ? date : std::nullopt;
  }
  std::tm time{};
  time.tm_mday = 1;
  time.tm_year = 70;
  const char* end = ::strptime(text.c_str(), format.c_str(), &time);
  if (!end || *end != '\0') return std::nullopt;
  const DateTime date{time.tm_year + 1900, time.tm_mon + 1, time.tm_mday,
                      time.tm_hour,        time.tm_min,     static_cast<double>(time.tm_sec)};
  return is_real(date) ? std::optional(date) : std::nullopt;
}

const DatePart* date_part(const std::string& name) {
  const auto found = std::find_if(parts().begin(), parts().end(),
                                  [&](const DatePart& part) { return part.name == name; });
  return found == parts().end() ? nullptr : &*found;
}

std::vector<std::string> date_part_names() {
  std::vector<std::string> names;
  for (const auto& part : parts()) names.emplace_back(part.name);
  return names;
}

}  // namespace mlday

// A condition on a table's rows, as in SQL: `duration <= 3600 and not (kind = 'test')`.
#pragma once

#include <memory>
#include <string>

#include "core/csv_format.h"

namespace mlday {

/// Comparisons (= == != <> < <= > >=) of columns, numbers and texts in single quotes, `in (...)`,
/// `is missing`, `not`, `and`, `or`, parentheses. A column whose name is no plain word stands in
/// backticks. Beside a number cells are numbers (a cell that is none fits no comparison but !=),
/// else texts. A cell that is a gap fits no comparison.
class Condition {
 public:
  /// A SettingError of the key `key` that points to the place where the text is wrong, or names a
  /// column that the table has not.
  Condition(const std::string& text, const Cells& columns, const std::string& key);
  ~Condition();

  bool holds(const Cells& row) const;

  struct Term;

 private:
  std::unique_ptr<const Term> term_;
};

}  // namespace mlday

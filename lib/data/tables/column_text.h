// A table's column before it has a type: what its cells look like.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/csv_format.h"

namespace mlday {

/// Whether a cell is a gap: empty, `?`, or one of pandas' words for it (NA, #N/A, None, null, ...).
bool is_missing(const std::string& cell);

/// The finite number that a cell holds; none if it holds something else.
std::optional<double> number_in(const std::string& cell);

/// Whether a cell is true or false, in any case: pandas writes True, spreadsheets TRUE.
bool is_truth(const std::string& cell);

/// Whether a cell is a plain number that float32 cannot hold: above 3.4e38.
bool is_too_large(const std::string& cell);

/// Stands for all categories that are too rare to have a place of their own.
inline constexpr const char* rare_category = "(rare)";

class ColumnText {
 public:
  /// Column number `column` of the table `origin`.
  ColumnText(const TextRows& table, std::size_t column, const std::string& origin)
      : table_(table), column_(column), origin_(origin) {}

  /// The row of the first cell that is neither a gap nor a number; none if all are.
  std::optional<std::size_t> first_text() const;
  /// The values that are there; numbers by size, each once however it is written, texts by
  /// alphabet. Those of fewer cells than `min_count` are one, `rare_category`, the last.
  std::vector<std::string> values(std::int64_t min_count = 1) const;
  /// Where four fifths of a column are numbers, what is none is rather a slip than a category, and
  /// so are numbers in another notation (`27,9`, `1,234,567`, dates): a usage Error with line and
  /// remedy.
  void refuse_slips(const std::string& remedy) const;
  /// "the column `x` counts as categories: ..." where some third of its values are numbers, but not
  /// so many that the others are slips; empty else.
  std::string mixture() const;

 private:
  const std::string& cell(std::size_t row) const { return table_.rows[row][column_]; }
  /// All the values, in order.
  std::vector<std::string> all_values() const;
  /// How many cells are no gaps.
  std::size_t there() const;
  [[noreturn]] void refuse(std::size_t row, const std::string& what) const;

  const TextRows& table_;
  std::size_t column_;
  const std::string& origin_;
};

}  // namespace mlday

#include "data/tables/column_text.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

/// `27,9` with a point.
std::string with_point(std::string cell) {
  if (const auto comma = cell.find(','); comma != std::string::npos) cell[comma] = '.';
  return cell;
}

bool are_most(std::size_t part, std::size_t whole) { return 5 * part >= 4 * whole; }

}  // namespace

bool is_missing(const std::string& cell) {
  static const std::set<std::string> words{"",    "NA",   "N/A",  "n/a", "NaN",
                                           "nan", "null", "NULL", "?"};
  return words.contains(cell);
}

std::optional<double> number_in(const std::string& cell) {
  const auto value = to_double(cell);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::size_t> ColumnText::first_text() const {
  for (std::size_t row = 0; row < table_.rows.size(); ++row)
    if (!is_missing(cell(row)) && !number_in(cell(row))) return row;
  return std::nullopt;
}

std::vector<std::string> ColumnText::values() const {
  std::set<std::string> found;
  for (std::size_t row = 0; row < table_.rows.size(); ++row)
    if (!is_missing(cell(row))) found.insert(cell(row));
  std::vector<std::string> values(found.begin(), found.end());
  if (!first_text())
    std::stable_sort(values.begin(), values.end(),
                     [](const auto& a, const auto& b) { return *number_in(a) < *number_in(b); });
  return values;
}

std::size_t ColumnText::there() const {
  std::size_t count = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row)
    if (!is_missing(cell(row))) ++count;
  return count;
}

void ColumnText::refuse(std::size_t row, const std::string& what) const {
  throw usage_error(origin_ + ":" + std::to_string(table_.lines[row]) + ": `" + cell(row) + "` " +
                    what);
}

void ColumnText::refuse_slips(const std::string& remedy) const {
  const auto text = first_text();
  if (!text) return;
  std::size_t numbers = 0, with_commas = 0, first_comma = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    if (is_missing(cell(row))) continue;
    if (number_in(cell(row))) {
      ++numbers;
    } else if (number_in(with_point(cell(row)))) {
      if (with_commas++ == 0) first_comma = row;
    }
  }
  const auto column = "the column `" + table_.names[column_] + "`";
  if (are_most(numbers, there()))
    refuse(*text, "is no number, but " + std::to_string(numbers) + " of the " +
                      std::to_string(there()) + " values in " + column + " are: mend it, or say " +
                      remedy);
  if (with_commas > 0 && are_most(numbers + with_commas, there()))
    refuse(first_comma, "in " + column +
                            " looks like a number with a comma: write numbers with a " +
                            "point, or say " + remedy);
}

}  // namespace mlday

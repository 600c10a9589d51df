#include "data/tables/column_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "data/tables/notation.h"

namespace mlday {
namespace {

bool are_most(std::size_t part, std::size_t whole) { return 5 * part >= 4 * whole; }

}  // namespace

bool is_missing(const std::string& cell) {
  // pandas' words, and what spreadsheets write where they cannot compute.
  static const std::set<std::string> words{
      "",       "#N/A",    "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",  "-nan",
      "1.#IND", "1.#QNAN", "<NA>",     "N/A",  "NA",      "NULL",     "NaN",   "None",
      "n/a",    "nan",     "null",     "?",    "#DIV/0!", "#VALUE!",  "#REF!", "#NAME?",
      "#NUM!",  "#NULL!",  ".nan",     ".NaN", ".NAN"};
  // (No word ends in a digit, and most cells are numbers, which do.)
  const bool ends_in_digit = !cell.empty() && cell.back() >= '0' && cell.back() <= '9';
  return !ends_in_digit && words.contains(cell);
}

std::optional<double> number_in(const std::string& cell) {
  const auto value = to_double(cell);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

bool is_truth(const std::string& cell) {
  return same_name(cell, "true") || same_name(cell, "false");
}

bool is_too_large(const std::string& cell) {
  const bool is_plain = cell.find_first_not_of("+-.0123456789eE") == std::string::npos &&
                        cell.find_first_of("0123456789") != std::string::npos;
  return is_plain &&
         std::abs(std::strtod(cell.c_str(), nullptr)) > std::numeric_limits<float>::max();
}

std::optional<std::size_t> ColumnText::first_text() const {
  for (std::size_t row = 0; row < table_.rows.size(); ++row)
    if (!is_missing(cell(row)) && !number_in(cell(row)) && !is_too_large(cell(row))) return row;
  return std::nullopt;
}

std::vector<std::string> ColumnText::values(std::int64_t min_count) const {
  auto values = all_values();
  if (min_count <= 1) return values;
  std::map<std::string, std::int64_t> uses;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) ++uses[cell(row)];
  const auto rare =
      std::erase_if(values, [&](const std::string& value) { return uses[value] < min_count; });
  if (rare > 0) values.emplace_back(rare_category);
  return values;
}

std::vector<std::string> ColumnText::all_values() const {
  std::set<std::string> found;
  for (std::size_t row = 0; row < table_.rows.size(); ++row)
    if (!is_missing(cell(row))) found.insert(cell(row));
  if (first_text() && std::all_of(found.begin(), found.end(), is_truth)) {
    // The same truth is the same value however it is written.
    std::vector<std::string> truths;
    for (const auto& value : found)
      if (std::none_of(truths.begin(), truths.end(),
                       [&](const std::string& known) { return same_name(known, value); }))
        truths.push_back(value);
    return truths;
  }
  if (first_text()) return {found.begin(), found.end()};
  // Numbers are the same however they are written: 0 and 0.0, as after a gap in pandas.
  std::map<double, std::string> numbers;
  for (const auto& value : found) {
    const double number = std::strtod(value.c_str(), nullptr);
    const auto [known, is_new] = numbers.try_emplace(number, value);
    if (!is_new) known->second = exact(number);
  }
  std::vector<std::string> values;
  for (const auto& [number, value] : numbers) values.push_back(value);
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
  std::size_t numbers = 0, others = 0, first_other = 0;
  std::map<std::string, bool> known;  // columns repeat their cells
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    if (is_missing(cell(row))) continue;
    if (number_in(cell(row))) {
      ++numbers;
      continue;
    }
    const auto [found, is_new] = known.try_emplace(cell(row));
    if (is_new) found->second = static_cast<bool>(notation_of(cell(row)));
    if (found->second && others++ == 0) first_other = row;
  }
  const auto column = "the column `" + table_.names[column_] + "`";
  if (are_most(numbers, there()))
    refuse(*text, "is no number, but " + std::to_string(numbers) + " of the " +
                      std::to_string(there()) + " values in " + column + " are: mend it, or say " +
                      remedy);
  if (others > 0 && are_most(numbers + others, there())) {
    const auto notation = notation_of(cell(first_other));
    const bool is_sign = cell(first_other).find_first_of("0123456789") == std::string::npos;
    if (is_sign && numbers == 0) return;  // words, one of which is `-`
    refuse(first_other, "in " + column + " looks like " + notation.what + ": " + notation.advice +
                            ", or say " + remedy);
  }
}

std::string ColumnText::mixture() const {
  const auto text = first_text();
  if (!text) return "";
  std::size_t numbers = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row)
    if (!is_missing(cell(row)) && number_in(cell(row))) ++numbers;
  if (3 * numbers < there()) return "";
  return "the column `" + table_.names[column_] +
         "` counts as categories: " + std::to_string(numbers) + " of its " +
         std::to_string(there()) + " values are numbers, but others are none, such as `" +
         cell(*text) + "` in line " + std::to_string(table_.lines[*text]);
}

}  // namespace mlday

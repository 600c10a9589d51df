// Words and numbers for people: exact numbers, counts, durations, nearest words, plain tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlday {

/// The shortest decimal text that reads back to the same double ("0.001", "1e-08", "nan").
std::string exact(double value);
/// `value` with at most `digits` significant digits, for reading ("0.9918").
std::string rounded(double value, int digits = 4);
/// 25784779 as "25,784,779".
std::string with_commas(std::int64_t value);
/// "3.2 s", "4 min 05 s", "1 h 12 min".
std::string duration_text(double seconds);
/// Now, as "2026-11-22 14:05:09" in local time.
std::string now_text();
/// "712 MB", "1.2 GB" (powers of ten).
std::string bytes_text(std::int64_t bytes);
/// "pictures", "losses".
std::string plural(std::string_view noun);
/// "1 picture", "3 pictures".
std::string counted(std::int64_t count, std::string_view noun);
/// "a, b and c" (or "a, b or c" with `last` = "or").
std::string join_words(const std::vector<std::string>& words, std::string_view last = "and");
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);
std::string_view trimmed(std::string_view text);

/// Bytes of the UTF-8 character that begins there; 0 where none does.
std::size_t utf8_length(std::string_view text, std::size_t at);
bool is_utf8(std::string_view text);
/// The text as one line of UTF-8: line ends, other control characters and bytes that are no UTF-8
/// are written as \n and \xE9.
std::string in_one_line(std::string_view text);
/// The text as one word of a shell's command line, quoted where it must be.
std::string shell_word(const std::string& text);

/// Exact reading of a whole text as a number; none where anything is left over, or it is too large.
/// A number too small for a double is 0.
std::optional<std::int64_t> to_int(std::string_view text);
std::optional<double> to_double(std::string_view text);

/// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`.
int edit_distance(std::string_view a, std::string_view b);
/// Whether two names differ only in case and in what joins their words: "MaxPool2d", "max_pool2d".
bool same_name(std::string_view a, std::string_view b);
/// The candidate nearest to `word`, if one is near enough to be what was meant. Case does not
/// count.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// Whether a shell pattern (`*`, `?`, `[a-z]`) fits a dotted name or the front of one up to a dot:
/// `features` and `layer?.0` fit `features.3.weight` and `layer1.0.conv1`.
bool pattern_fits(const std::string& pattern, const std::string& name);

/// Rows as aligned columns; `alignment` has an "l" or "r" for each column.
class TextTable {
 public:
  explicit TextTable(std::string alignment) : alignment_(std::move(alignment)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// Lines joined by newlines, each beginning with `indent`.
  std::string str(std::string_view indent = "") const;

 private:
  std::string alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace mlday

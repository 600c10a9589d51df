#include "core/text.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace mlday {
namespace {

/// Width on a terminal: UTF-8 continuation bytes take no column.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string lowercased(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

}  // namespace

std::string exact(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return {buffer, end};
}

std::string rounded(double value, int digits) {
  char buffer[48];
  std::snprintf(buffer, sizeof buffer, "%.*g", digits, value);
  return buffer;
}

std::string with_commas(std::int64_t value) {
  std::string text = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t i = text.size(); i > first + 3;) text.insert(i -= 3, ",");
  return text;
}

std::string duration_text(double seconds) {
  char buffer[48];
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (seconds < 9.95)
    std::snprintf(buffer, sizeof buffer, "%.1f s", seconds);
  else if (whole < 60)
    std::snprintf(buffer, sizeof buffer, "%lld s", whole);
  else if (whole < 3600)
    std::snprintf(buffer, sizeof buffer, "%lld min %02lld s", whole / 60, whole % 60);
  else
    std::snprintf(buffer, sizeof buffer, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  return buffer;
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char buffer[32];
  std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &local);
  return buffer;
}

std::string bytes_text(std::int64_t bytes) {
  const auto value = static_cast<double>(bytes);
  constexpr double step = 1000, rounds_up = 999.5;  // to three digits
  double shown = value / step;
  for (const char* unit : {" kB", " MB", " GB"}) {
    if (shown < rounds_up) return rounded(shown, 3) + unit;
    shown /= step;
  }
  return rounded(shown, 3) + " TB";
}

std::string plural(std::string_view noun) {
  return std::string(noun) + (noun.ends_with('s') || noun.ends_with("tch") ? "es" : "s");
}

std::string counted(std::int64_t count, std::string_view noun) {
  return with_commas(count) + " " + (count == 1 ? std::string(noun) : plural(noun));
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const auto& part : parts) {
    if (&part != &parts.front()) text += separator;
    text += part;
  }
  return text;
}

std::string join_words(const std::vector<std::string>& words, std::string_view last) {
  if (words.size() < 2) return words.empty() ? "" : words.front();
  const std::vector<std::string> head(words.begin(), words.end() - 1);
  return join(head, ", ") + " " + std::string(last) + " " + words.back();
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    const auto end = text.find(separator, start);
    parts.emplace_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(at);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >> 4 == 14             ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  // Longer than need be, half of a surrogate pair, or beyond the last character.
  if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;
  if (lead == 0xED && byte(at + 1) >= 0xA0) return 0;
  if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
  if (lead == 0xF4 && byte(at + 1) >= 0x90) return 0;
  return length;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string in_one_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool looks_escaped =
        byte == '\\' && at + 1 < text.size() &&
        std::string_view("nx\\").find(text[at + 1]) != std::string_view::npos;
    if (byte == '\n') {
      line += "\\n";
    } else if (looks_escaped) {
      line += "\\\\";
    } else if (length == 0 || byte < ' ' || byte == 0x7F) {
      char code[5];
      std::snprintf(code, sizeof code, "\\x%02X", byte);
      line += code;
    } else {
      line += text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return line;
}

std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || std::strchr("_@%+=:,./-", c);
  });
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::optional<std::int64_t> to_int(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> to_double(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (code == std::errc::result_out_of_range) {
    const double rounded = std::strtod(std::string(text).c_str(), nullptr);
    return std::abs(rounded) < 1 ? std::optional(rounded) : std::nullopt;
  }
  if (code != std::errc()) return std::nullopt;
  return value;
}

int edit_distance(std::string_view a, std::string_view b) {
  // Optimal string alignment: three rows suffice.
  std::vector<int> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replace = row[j - 1] + (a[i - 1] != b[j - 1]);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    std::swap(before, row);
    std::swap(row, next);
  }
  return row[b.size()];
}

bool same_name(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view name) {
    std::string text = lowercased(name);
    std::erase_if(text, [](char c) { return c == '_' || c == '-' || c == ' '; });
    return text;
  };
  return bare(a) == bare(b);
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  if (word.size() > 100) return std::nullopt;
  for (const auto& candidate : candidates)
    if (same_name(word, candidate)) return candidate;
  std::optional<std::string> best;
  int best_distance = 1 + static_cast<int>(std::max<std::size_t>(1, word.size() / 3));
  for (const auto& candidate : candidates) {
    // Any letter is one edit away from any other.
    if (word.size() == 1 && candidate.find(word) == std::string::npos) continue;
    const int distance = edit_distance(lowercased(word), lowercased(candidate));
    if (distance < best_distance) best_distance = distance, best = candidate;
  }
  if (best) return best;
  // "epoch_count" for "epochs": one word holds the other.
  for (const auto& candidate : candidates)
    if (word.size() >= 3 && candidate.size() >= 3 &&
        (candidate.starts_with(word) || word.starts_with(candidate)))
      return candidate;
  return std::nullopt;
}

bool pattern_fits(const std::string& pattern, const std::string& name) {
  for (auto end = name.find('.');; end = name.find('.', end + 1)) {
    if (::fnmatch(pattern.c_str(), name.substr(0, end).c_str(), 0) == 0) return true;
    if (end == std::string::npos) return false;
  }
}

std::string TextTable::str(std::string_view indent) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  std::vector<std::string> lines;
  for (const auto& row : rows_) {
    std::string line(indent);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - columns(row[i]), ' ');
      const bool right = i < alignment_.size() && alignment_[i] == 'r';
      line += (i ? "  " : "") + (right ? padding + row[i] : row[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(line);
  }
  return join(lines, "\n");
}

}  // namespace mlday

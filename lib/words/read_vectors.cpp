#include "words/read_vectors.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <string_view>
#include <thread>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlday {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view without_blanks(std::string_view line) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

/// The fields of a line; a word may hold blanks itself, so the numbers are the last ones.
std::size_t fields_in(std::string_view line) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < line.size(); ++i)
    count += !is_blank(line[i]) && (i == 0 || is_blank(line[i - 1]));
  return count;
}

struct Piece {
  std::size_t first = 0, last = 0;  ///< lines
  std::exception_ptr error;
};

class Parser {
 public:
  Parser(std::string file, VectorTable& table, std::vector<std::string_view> lines,
         std::size_t before)
      : file_(std::move(file)), table_(table), lines_(std::move(lines)), before_(before) {}

  void parse() {
    table_.words.resize(lines_.size());
    table_.values.resize(lines_.size() * table_.numbers);
    const auto threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
    std::vector<Piece> pieces(threads);
    std::vector<std::thread> team;
    for (std::size_t t = 0; t < threads; ++t) {
      pieces[t] = {lines_.size() * t / threads, lines_.size() * (t + 1) / threads, nullptr};
      team.emplace_back([this, &piece = pieces[t]] { parse_piece(piece); });
    }
    for (auto& thread : team) thread.join();
    for (const auto& piece : pieces)
      if (piece.error) std::rethrow_exception(piece.error);
  }

 private:
  void parse_piece(Piece& piece) {
    try {
      for (std::size_t i = piece.first; i < piece.last; ++i) parse_line(i);
    } catch (...) {
      piece.error = std::current_exception();
    }
  }

  [[noreturn]] void refuse(std::size_t line, const std::string& what) const {
    throw usage_error(file_ + ":" + std::to_string(before_ + line + 1) + ": " + what);
  }

  /// From the line's end, as the word comes first and may hold blanks.
  void parse_line(std::size_t place) {
    auto rest = without_blanks(lines_[place]);
    const auto line = rest;
    for (std::size_t n = table_.numbers; n-- > 0;) {
      const auto blank = rest.find_last_of(" \t");
      if (blank == std::string_view::npos) refuse_count(place, line);
      const auto text = rest.substr(blank + 1);
      float& value = table_.values[place * table_.numbers + n];
      const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (code != std::errc() || end != text.data() + text.size()) {
        if (fields_in(line) <= table_.numbers) refuse_count(place, line);
        refuse(place, "`" + in_one_line(text) + "` is no number");
      }
      rest = without_blanks(rest.substr(0, blank));
    }
    if (rest.empty()) refuse_count(place, line);
    if (!is_utf8(rest)) refuse(place, "the word `" + in_one_line(rest) + "` is not UTF-8");
    table_.words[place] = rest;
  }

  [[noreturn]] void refuse_count(std::size_t place, std::string_view line) const {
    const auto fields = fields_in(line);
    refuse(place, "the line has " +
                      counted(static_cast<std::int64_t>(fields ? fields - 1 : 0), "number") +
                      " behind its word, and the first has " + std::to_string(table_.numbers));
  }

  std::string file_;
  VectorTable& table_;
  std::vector<std::string_view> lines_;
  std::size_t before_;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  while (!lines.empty() && without_blanks(lines.back()).empty()) lines.pop_back();
  return lines;
}

}  // namespace

VectorTable read_vectors(const std::filesystem::path& file) {
  constexpr std::size_t most_bytes = std::size_t{16} << 30;
  const auto text = read_file(file, most_bytes);
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  auto lines = lines_of(rest);
  // word2vec's first line tells how many words and numbers there are.
  const bool has_head = lines.size() > 1 && fields_in(lines[0]) == 2 && fields_in(lines[1]) > 2;
  if (has_head) lines.erase(lines.begin());
  if (lines.empty()) throw usage_error(file.string() + " has no word vectors: it is empty");
  VectorTable table;
  table.numbers = fields_in(lines[0]) - 1;
  if (table.numbers < 1)
    throw usage_error(file.string() + ":" + std::to_string(has_head + 1) +
                      ": a line must have a word and its numbers");
  Parser(file.string(), table, std::move(lines), has_head).parse();
  return table;
}

}  // namespace mlday

#include "config/problems.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

constexpr std::size_t widest_line = 120;
constexpr std::size_t most_shown = 50;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The part of a line around a column (from 0) that is shown.
struct Shown {
  std::string text;
  std::size_t indent = 0;  ///< of the caret
};

Shown part_around(std::string line, std::size_t column) {
  for (std::size_t i = 0; i < line.size();) {
    const auto length = utf8_length(line, i);
    if (length == 0) line[i] = '?';
    if (length == 1 && std::iscntrl(static_cast<unsigned char>(line[i]))) line[i] = ' ';
    i += std::max<std::size_t>(length, 1);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  column = std::min(column, line.size());
  std::size_t begin = column < widest_line ? 0 : column - widest_line / 2;
  std::size_t end = std::min(begin + widest_line, line.size());
  while (begin > 0 && continues_character(line[begin])) --begin;
  while (end < line.size() && continues_character(line[end])) --end;
  const std::string before = begin > 0 ? "..." : "";
  // Columns count bytes; a continuation byte of UTF-8 takes no room.
  const auto inner = std::count_if(line.begin() + static_cast<long>(begin),
                                   line.begin() + static_cast<long>(column), continues_character);
  return {before + line.substr(begin, end - begin) + (end < line.size() ? "..." : ""),
          before.size() + column - begin - static_cast<std::size_t>(inner)};
}

/// The marked line with a caret below; empty where the source has no such line.
std::string excerpt(const Mark& mark) {
  if (!mark.source || mark.line < 1) return "";
  const auto& text = mark.source->text;
  std::size_t start = 0;
  for (int line = 1; line < mark.line; ++line) {
    start = text.find('\n', start);
    if (start == std::string::npos) return "";
    ++start;
  }
  const auto column = static_cast<std::size_t>(std::max(mark.column, 1)) - 1;
  const auto [line, indent] =
      part_around(text.substr(start, text.find('\n', start) - start), column);
  std::string number = std::to_string(mark.line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  return "\n" + number + " | " + line + "\n" + std::string(number.size(), ' ') + " | " +
         std::string(indent, ' ') + "^";
}

}  // namespace

std::string Problem::str() const {
  std::string text = mark.source ? mark.str() + ": " : "";
  text += severity == Severity::error ? "error: " : "warning: ";
  text += message;
  if (!rule.empty()) text += " [" + rule + "]";
  text += excerpt(mark);
  if (!hint.empty()) text += "\n        " + hint;
  return text;
}

void Problems::error(Mark mark, std::string path, std::string message, std::string hint) {
  list_.push_back({Problem::Severity::error, std::move(mark), std::move(path), std::move(message),
                   std::move(hint), ""});
}

void Problems::fatal(Mark mark, std::string path, std::string message, std::string hint) {
  error(std::move(mark), std::move(path), std::move(message), std::move(hint));
  fatal_ = true;
}

bool Problems::has_errors() const {
  return std::any_of(list_.begin(), list_.end(), [](const Problem& problem) {
    return problem.severity == Problem::Severity::error;
  });
}

std::vector<Problem> Problems::sorted() const {
  std::vector<const Source*> sources;
  for (const auto& problem : list_)
    if (std::find(sources.begin(), sources.end(), problem.mark.source.get()) == sources.end())
      sources.push_back(problem.mark.source.get());
  const auto place = [&](const Problem& problem) {
    const auto at = std::find(sources.begin(), sources.end(), problem.mark.source.get());
    return std::tuple(at - sources.begin(), problem.mark.line, problem.mark.column);
  };
  auto problems = list_;
  std::stable_sort(problems.begin(), problems.end(),
                   [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
  return problems;
}

void Problems::throw_errors() const {
  std::vector<std::string> texts;
  std::size_t errors = 0;
  for (const auto& problem : sorted())
    if (problem.severity == Problem::Severity::error && ++errors <= most_shown)
      texts.push_back(problem.str());
  if (errors == 0) return;
  if (errors > 1)
    texts.push_back(counted(static_cast<std::int64_t>(errors), "error") +
                    (errors > most_shown ? ", the first of which are above" : ""));
  throw usage_error(join(texts, "\n"));
}

}  // namespace mlday

#include "config/problems.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

constexpr std::size_t widest_line = 120;
constexpr std::size_t most_shown = 50;

/// The marked line with a caret below; empty where the source has no such line.
std::string excerpt(const Mark& mark) {
  if (!mark.source || mark.line < 1) return "";
  std::size_t start = 0;
  for (int line = 1; line < mark.line; ++line) {
    start = mark.source->text.find('\n', start);
    if (start == std::string::npos) return "";
    ++start;
  }
  const auto& text = mark.source->text;
  std::string line = text.substr(start, std::min(text.find('\n', start) - start, widest_line));
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < ' '; }, ' ');
  std::string number = std::to_string(mark.line);
  number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
  std::string shown = "\n" + number + " | " + line;
  const auto column = static_cast<std::size_t>(std::max(mark.column, 1));
  if (column <= widest_line) {
    // Columns count bytes; a continuation byte of UTF-8 takes no room.
    const auto until = line.begin() + static_cast<long>(std::min(column - 1, line.size()));
    const auto inner =
        std::count_if(line.begin(), until, [](unsigned char c) { return (c & 0xC0) == 0x80; });
    shown += "\n" + std::string(number.size(), ' ') + " | " +
             std::string(column - 1 - static_cast<std::size_t>(inner), ' ') + "^";
  }
  return shown;
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

bool Problems::has_errors() const {
  return std::any_of(list_.begin(), list_.end(), [](const Problem& problem) {
    return problem.severity == Problem::Severity::error;
  });
}

void Problems::throw_errors() const {
  std::vector<Problem> errors;
  for (const auto& problem : list_)
    if (problem.severity == Problem::Severity::error) errors.push_back(problem);
  if (errors.empty()) return;
  // Source by source as they were first met, then line by line.
  std::vector<const Source*> sources;
  for (const auto& problem : errors)
    if (std::find(sources.begin(), sources.end(), problem.mark.source.get()) == sources.end())
      sources.push_back(problem.mark.source.get());
  const auto place = [&](const Problem& problem) {
    const auto at = std::find(sources.begin(), sources.end(), problem.mark.source.get());
    return std::pair(at - sources.begin(), problem.mark.line);
  };
  std::stable_sort(errors.begin(), errors.end(),
                   [&](const Problem& a, const Problem& b) { return place(a) < place(b); });
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(errors.size(), most_shown); ++i)
    texts.push_back(errors[i].str());
  if (errors.size() > 1)
    texts.push_back(counted(static_cast<long long>(errors.size()), "error") +
                    (errors.size() > most_shown ? ", the first of which are above" : ""));
  throw usage_error(join(texts, "\n"));
}

}  // namespace mlday

#include "core/csv_format.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "core/plain_text.h"
#include "core/text.h"

namespace mlday {
namespace {

/// Of the candidates the one that the first line has most of; what stands in quotes does not count.
char most_frequent_separator(const std::string& text, bool quotes) {
  std::map<char, int> uses;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"' && quotes) quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    ++uses[c];
  }
  char best = ',';
  for (const char candidate : {';', '\t', '|'})
    if (uses[candidate] > uses[best]) best = candidate;
  return best;
}

class Parser {
 public:
  Parser(const std::string& text, const std::string& file, char separator, bool quotes)
      : text_(text), file_(file), separator_(separator), quotes_(quotes) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  Cells row() {
    Cells cells;
    do cells.push_back(cell());
    while (take(separator_));
    if (take('\n')) ++line_;
    return cells;
  }

 private:
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string cell() {
    if (quotes_ && take('"')) return quoted();
    const auto start = at_;
    while (!at_end() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
    return std::string(trimmed(std::string_view(text_).substr(start, at_ - start)));
  }

  std::string quoted() {
    const auto opened = line_;
    std::string content;
    for (;;) {
      if (at_end())
        throw Error(file_ + ":" + std::to_string(opened) + ": a quote is opened and never closed");
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        content += c;
      } else if (take('"')) {
        content += '"';
      } else {
        break;
      }
    }
    while (take(' ') || take('\r')) {
    }
    const bool ends = at_end() || text_[at_] == separator_ || text_[at_] == '\n';
    if (!ends) throw Error(file_ + ":" + std::to_string(line_) + ": text follows a closing quote");
    return content;
  }

  const std::string& text_;
  const std::string& file_;
  const char separator_;
  const bool quotes_;
  std::size_t at_ = 0, line_ = 1;
};

/// pandas, for one, writes its row numbers under no name.
void name_the_unnamed(Cells& names) {
  for (auto& name : names)
    for (int number = 1; name.empty(); ++number) {
      const auto free = "unnamed" + (number > 1 ? "_" + std::to_string(number) : "");
      if (std::find(names.begin(), names.end(), free) == names.end()) name = free;
    }
}

bool is_blank(const Cells& cells) { return cells.size() == 1 && cells.front().empty(); }

}  // namespace

namespace {

TextRows parse(const std::string& text, const std::string& file, char separator, bool header,
               bool quotes) {
  Parser parser(text, file, separator, quotes);
  TextRows table;
  while (!parser.at_end()) {
    const auto line = parser.line();
    auto cells = parser.row();
    if (is_blank(cells)) continue;
    if (table.names.empty()) {
      if (header) {
        table.names = std::move(cells);
        name_the_unnamed(table.names);
        continue;
      }
      for (std::size_t i = 1; i <= cells.size(); ++i) table.names.push_back(std::to_string(i));
    }
    if (cells.size() != table.names.size())
      throw Error(file + ":" + std::to_string(line) + ": " +
                  counted(static_cast<std::int64_t>(cells.size()), "cell") +
                  ", but the table has " +
                  counted(static_cast<std::int64_t>(table.names.size()), "column"));
    table.rows.push_back(std::move(cells));
    table.lines.push_back(line);
  }
  std::set<std::string> seen;
  for (const auto& name : table.names)
    if (!seen.insert(name).second)
      throw Error(file + ": two columns are called `" + name + "`: rename one of them");
  if (table.rows.empty())
    throw Error(file + " holds no rows" +
                (table.names.empty() ? "" : ": its only line was taken for the header"));
  return table;
}

}  // namespace

TextRows parse_csv(const std::string& bytes, const std::string& file, char separator, bool header,
                   bool quotes) {
  const auto text = plain_text(bytes, file);
  const char used = separator == 0 ? most_frequent_separator(text, quotes) : separator;
  try {
    return parse(text, file, used, header, quotes);
  } catch (const Error& error) {
    if (separator != 0 || used == ',') throw;
    throw Error(std::string(error.what()) + " (cells are taken to be separated by " +
                (used == '\t' ? "tabs" : std::string("`") + used + "`") +
                ", which the first line has most of)");
  }
}

}  // namespace mlday

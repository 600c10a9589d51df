#include "data/tables/expression.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "config/setting_error.h"
#include "core/text.h"
#include "data/tables/column_text.h"

namespace mlday {

struct Condition::Term {
  virtual ~Term() = default;
  virtual bool holds(const Cells& row) const = 0;
};

namespace {

using TermPtr = std::unique_ptr<const Condition::Term>;

struct Not : Condition::Term {
  TermPtr term;
  bool holds(const Cells& row) const override { return !term->holds(row); }
};

/// All of its terms, or any.
struct Several : Condition::Term {
  bool all = true;
  std::vector<TermPtr> terms;
  bool holds(const Cells& row) const override {
    const auto does = [&](const TermPtr& term) { return term->holds(row); };
    return all ? std::all_of(terms.begin(), terms.end(), does)
               : std::any_of(terms.begin(), terms.end(), does);
  }
};

struct IsMissing : Condition::Term {
  std::size_t column = 0;
  bool holds(const Cells& row) const override { return is_missing(row[column]); }
};

/// A side of a comparison: a column, or what is written there.
struct Operand {
  std::optional<std::size_t> column;
  std::string text;
  std::optional<double> number;  ///< written as one

  const std::string& of(const Cells& row) const { return column ? row[*column] : text; }
};

template <class T>
bool compares(const T& a, const std::string& sign, const T& b) {
  if (sign == "=" || sign == "==") return a == b;
  if (sign == "!=" || sign == "<>") return a != b;
  if (sign == "<") return a < b;
  if (sign == "<=") return a <= b;
  return sign == ">" ? a > b : a >= b;
}

struct Comparison : Condition::Term {
  Operand left, right;
  std::string sign;

  bool holds(const Cells& row) const override {
    const auto &a = left.of(row), &b = right.of(row);
    if ((left.column && is_missing(a)) || (right.column && is_missing(b))) return false;
    const bool are_columns = left.column && right.column;
    const auto x = left.number ? left.number : number_in(a),
               y = right.number ? right.number : number_in(b);
    if (left.number || right.number || (are_columns && x && y))
      return x && y ? compares(*x, sign, *y) : sign == "!=" || sign == "<>";
    return compares(a, sign, b);
  }
};

/// A recursive descent: or, and, not, a comparison or what stands in parentheses.
class Parser {
 public:
  Parser(const std::string& text, const Cells& columns, const std::string& key)
      : text_(text), columns_(columns), key_(key) {}

  TermPtr whole() {
    auto term = any();
    skip_blanks();
    if (at_ < text_.size()) fail("`and`, `or` or the end is expected here");
    return term;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw SettingError(key_,
                       key_ + ": " + what + "\n  " + text_ + "\n  " + std::string(at_, ' ') + "^");
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  static bool is_letter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) || c == '_' || c == '.' || byte >= 0x80;
  }
  /// Takes a word (in any case) or a sign if it stands here.
  bool take(const std::string& token) {
    skip_blanks();
    if (!same_name(text_.substr(at_, token.size()), token)) return false;
    const auto end = at_ + token.size();
    if (is_letter(token[0]) && end < text_.size() && is_letter(text_[end])) return false;
    at_ = end;
    return true;
  }

  TermPtr any() { return several(false, "or", &Parser::all); }
  TermPtr all() { return several(true, "and", &Parser::single); }
  TermPtr several(bool all, const char* word, TermPtr (Parser::*next)()) {
    auto terms = std::make_unique<Several>();
    terms->all = all;
    do terms->terms.push_back((this->*next)());
    while (take(word));
    if (terms->terms.size() == 1) return std::move(terms->terms.front());
    return terms;
  }

  TermPtr single() {
    if (++depth_ > 100) fail("too many parentheses");
    auto term = single_inside();
    --depth_;
    return term;
  }
  TermPtr single_inside() {
    if (take("not")) return negated(single());
    if (take("(")) {
      auto term = any();
      if (!take(")")) fail("`)` is missing");
      return term;
    }
    return comparison();
  }
  static TermPtr negated(TermPtr term) {
    auto turned = std::make_unique<Not>();
    turned->term = std::move(term);
    return turned;
  }

  TermPtr comparison() {
    const auto left = operand();
    if (take("is")) {
      const bool turns = take("not");
      if (!take("missing") && !take("null")) fail("`missing` is expected here");
      if (!left.column) fail("only a column can be missing");
      auto term = std::make_unique<IsMissing>();
      term->column = *left.column;
      return turns ? negated(std::move(term)) : std::move(term);
    }
    const bool turns = take("not");
    if (take("in")) {
      auto term = one_of(left);
      return turns ? negated(std::move(term)) : std::move(term);
    }
    if (turns) fail("`in` is expected here");
    for (const auto* sign : {"==", "!=", "<>", "<=", ">=", "=", "<", ">"})
      if (take(sign)) return compared(left, sign, operand());
    fail("a comparison is expected here (= != < <= > >=, in (...), is missing)");
  }
  static std::unique_ptr<Comparison> compared(const Operand& left, const std::string& sign,
                                              const Operand& right) {
    auto term = std::make_unique<Comparison>();
    term->left = left;
    term->sign = sign;
    term->right = right;
    return term;
  }
  TermPtr one_of(const Operand& left) {
    if (!take("(")) fail("`(` is expected here");
    auto terms = std::make_unique<Several>();
    terms->all = false;
    do terms->terms.push_back(compared(left, "=", operand()));
    while (take(","));
    if (!take(")")) fail("`,` or `)` is expected here");
    return terms;
  }

  Operand operand() {
    skip_blanks();
    if (at_ >= text_.size()) fail("a column, a number or a text is expected here");
    const char first = text_[at_];
    if (first == '\'') return {.column = {}, .text = quoted('\''), .number = {}};
    if (first == '`') return column(at_, quoted('`'));
    if (first == '"') fail("a text stands in single quotes");
    const auto start = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || text_[at_] == '+' || text_[at_] == '-'))
      ++at_;
    const auto word = text_.substr(start, at_ - start);
    if (word.empty()) fail("a column, a number or a text is expected here");
    if (const auto number = number_in(word)) return {.column = {}, .text = word, .number = number};
    return column(start, word);
  }

  Operand column(std::size_t start, const std::string& name) {
    const auto found = std::find(columns_.begin(), columns_.end(), name);
    if (found == columns_.end()) {
      at_ = start;
      const auto meant = nearest(name, columns_);
      fail("there is no column `" + name + "`: " +
           (meant ? "did you mean `" + *meant + "`?"
                  : "a text stands in single quotes, and the columns are " + join_words(columns_)));
    }
    return {.column = static_cast<std::size_t>(found - columns_.begin()), .text = {}, .number = {}};
  }

  /// Up to the closing mark, which twice stands for itself.
  std::string quoted(char mark) {
    const auto start = at_++;
    std::string text;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == mark) {
        ++at_;
        if (at_ >= text_.size() || text_[at_] != mark) return text;
      }
      text += text_[at_];
    }
    at_ = start;
    fail("this quote is never closed");
  }

  const std::string& text_;
  const Cells& columns_;
  const std::string& key_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Condition::Condition(const std::string& text, const Cells& columns, const std::string& key)
    : term_(Parser(text, columns, key).whole()) {}

Condition::~Condition() = default;

bool Condition::holds(const Cells& row) const { return term_->holds(row); }

}  // namespace mlday

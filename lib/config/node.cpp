#include "config/node.h"

#include <algorithm>

#include "core/text.h"

namespace mlday {
namespace {

using Words = std::initializer_list<std::string_view>;

bool is_one_of(std::string_view text, Words words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool has_only(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text;
}

constexpr std::string_view digits = "0123456789";

bool is_integer(std::string_view text) {
  if (text.starts_with("0o")) return text.size() > 2 && has_only(text.substr(2), "01234567");
  if (text.starts_with("0x"))
    return text.size() > 2 && has_only(text.substr(2), "0123456789abcdefABCDEF");
  const auto value = without_sign(text);
  return !value.empty() && has_only(value, digits);
}

/// `1.5`, `.5`, `5.`, each with or without an exponent; infinity; what is no number.
bool is_number(std::string_view text) {
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return true;
  const auto value = without_sign(text);
  if (is_one_of(value, {".inf", ".Inf", ".INF"})) return true;
  const auto e = value.find_first_of("eE");
  if (e != std::string_view::npos) {
    const auto exponent = without_sign(value.substr(e + 1));
    if (exponent.empty() || !has_only(exponent, digits)) return false;
  }
  const auto mantissa = value.substr(0, e);
  const auto point = mantissa.find('.');
  const auto whole = mantissa.substr(0, point);
  const auto fraction = point < mantissa.size() ? mantissa.substr(point + 1) : "";
  return has_only(whole, digits) && has_only(fraction, digits) &&
         (!whole.empty() || !fraction.empty());
}

}  // namespace

std::string Mark::str() const {
  if (!source) return "default";
  if (line == 0) return source->name;
  return source->name + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Node Node::scalar(std::string text, bool quoted) {
  Node node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  node.quoted = quoted;
  return node;
}

Node Node::map() {
  Node node;
  node.kind = Kind::map;
  return node;
}

Node Node::sequence() {
  Node node;
  node.kind = Kind::sequence;
  return node;
}

const Node* Node::find(std::string_view key) const {
  for (const auto& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

Node* Node::find(std::string_view key) {
  return const_cast<Node*>(static_cast<const Node*>(this)->find(key));
}

void Node::set(const std::string& key, Node value) {
  if (Node* known = find(key))
    *known = std::move(value);
  else
    entries.push_back({key, value.mark, std::move(value)});
}

void Node::set_origin(const Mark& origin) {
  mark = origin;
  for (auto& item : items) item.set_origin(origin);
  for (auto& entry : entries) entry.value.set_origin(origin);
}

ScalarType Node::scalar_type() const {
  if (kind == Kind::null) return ScalarType::null;
  if (quoted) return ScalarType::text;
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return ScalarType::null;
  if (is_one_of(text, {"true", "True", "TRUE", "false", "False", "FALSE"}))
    return ScalarType::boolean;
  if (is_integer(text)) return ScalarType::integer;
  if (is_number(text)) return ScalarType::number;
  return ScalarType::text;
}

std::string Node::described() const {
  const std::string shown = text.size() > 40 ? text.substr(0, 37) + "..." : text;
  switch (kind) {
    case Kind::null:
      return "nothing";
    case Kind::sequence:
      return items.empty() ? "an empty list" : "a list of " + std::to_string(items.size());
    case Kind::map:
      return entries.empty() ? "an empty map" : "a map";
    case Kind::scalar:
      break;
  }
  switch (scalar_type()) {
    case ScalarType::null:
      return "nothing (`" + shown + "`)";
    case ScalarType::boolean:
    case ScalarType::integer:
    case ScalarType::number:
      return "`" + shown + "`";
    case ScalarType::text:
      break;
  }
  return "the text `" + shown + "`";
}

}  // namespace mlday

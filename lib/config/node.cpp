#include "config/node.h"

#include <array>
#include <regex>

#include "core/text.h"

namespace mlday {

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
  if (quoted || text.size() > 100) return ScalarType::text;
  using Words = std::array<std::string_view, 6>;
  for (std::string_view word : {"~", "null", "Null", "NULL", ""})
    if (text == word) return ScalarType::null;
  for (std::string_view word : Words{"true", "True", "TRUE", "false", "False", "FALSE"})
    if (text == word) return ScalarType::boolean;
  static const std::regex integer("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  static const std::regex number(
      "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|"
      "NAN)");
  if (std::regex_match(text, integer)) return ScalarType::integer;
  if (std::regex_match(text, number)) return ScalarType::number;
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

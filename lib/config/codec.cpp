#include "config/codec.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "config/reader.h"
#include "core/text.h"

namespace mlday {
namespace {

using Json = nlohmann::ordered_json;

/// "an integer at least 1", "a number from 0 to 1".
std::string expectation(const std::string& type, const Constraint& constraint) {
  const auto range = constraint.str();
  return range.empty() || type.empty() ? type + range : type + " " + range;
}

std::optional<std::int64_t> integer_of(const std::string& text) {
  const std::string_view view = text;
  const int base = view.starts_with("0x") ? 16 : view.starts_with("0o") ? 8 : 10;
  if (base == 10) return to_int(view);
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data() + 2, text.data() + text.size(), value, base);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// YAML writes `.5`, `5.`, `.inf` and `.nan`.
std::optional<double> number_of(std::string text) {
  std::string_view view = text;
  const bool negative = view.starts_with('-');
  if (negative || view.starts_with('+')) view.remove_prefix(1);
  if (view.size() == 4 && view[0] == '.' && std::isalpha(static_cast<unsigned char>(view[1])))
    view.remove_prefix(1);
  const auto value = to_double(view);
  return value && negative ? -*value : value;
}

std::string hint_for_number(const Node& node) {
  if (node.is_scalar() && node.quoted && number_of(node.text)) return "write it without quotes";
  if (node.is_scalar() && node.text.find(',') != std::string::npos)
    return "write the decimal point as a dot";
  return "";
}

/// The bounds of a constraint in JSON Schema's words.
Json number_schema(const char* type, const Constraint& constraint) {
  Json json{{"type", type}};
  if (constraint.min) json[constraint.min_open ? "exclusiveMinimum" : "minimum"] = *constraint.min;
  if (constraint.max) json[constraint.max_open ? "exclusiveMaximum" : "maximum"] = *constraint.max;
  return json;
}

Json list_of_two(Json item) {
  return {{"type", "array"}, {"items", std::move(item)}, {"minItems", 2}, {"maxItems", 2}};
}

}  // namespace

std::string or_null(const std::string& schema) {
  return R"({"anyOf":[)" + schema + R"(,{"type":"null"}]})";
}

std::string Codec<bool>::schema(const Constraint&) { return R"({"type":"boolean"})"; }

bool Codec<bool>::read(const Node& node, bool& value, const Constraint&, Reader& reader) {
  if (node.is_scalar() && node.scalar_type() == ScalarType::boolean) {
    value = node.text[0] == 't' || node.text[0] == 'T';
    return true;
  }
  const bool yaml_1_1 = node.is_scalar() && (node.text == "yes" || node.text == "on" ||
                                             node.text == "no" || node.text == "off");
  reader.mismatch(node, name(), yaml_1_1 ? "`yes` and `no` are texts in YAML 1.2" : "");
  return false;
}

std::string Codec<std::int64_t>::schema(const Constraint& constraint) {
  return number_schema("integer", constraint).dump();
}

bool Codec<std::int64_t>::read(const Node& node, std::int64_t& value, const Constraint& constraint,
                               Reader& reader) {
  const auto expected = expectation("an integer", constraint);
  if (!node.is_scalar() || node.scalar_type() != ScalarType::integer) {
    const bool fraction = node.is_scalar() && node.scalar_type() == ScalarType::number;
    reader.mismatch(
        node, expected,
        fraction ? "write it without a decimal point or exponent" : hint_for_number(node));
    return false;
  }
  const auto read = integer_of(node.text);
  if (!read) {
    reader.mismatch(node, "an integer of at most 64 bits");
    return false;
  }
  if (!constraint.accepts(static_cast<double>(*read))) {
    reader.mismatch(node, expected);
    return false;
  }
  value = *read;
  return true;
}

std::string Codec<double>::schema(const Constraint& constraint) {
  return number_schema("number", constraint).dump();
}

bool Codec<double>::read(const Node& node, double& value, const Constraint& constraint,
                         Reader& reader) {
  const auto expected = expectation("a number", constraint);
  const auto type = node.scalar_type();
  if (!node.is_scalar() || (type != ScalarType::integer && type != ScalarType::number)) {
    reader.mismatch(node, expected, hint_for_number(node));
    return false;
  }
  auto read = number_of(node.text);
  if (!read && type == ScalarType::integer)
    if (const auto whole = integer_of(node.text)) read = static_cast<double>(*whole);
  if (!read) {
    reader.mismatch(node, "a number within the range of a double");
    return false;
  }
  if (!constraint.accepts(*read)) {
    reader.mismatch(node, expected);
    return false;
  }
  value = *read;
  return true;
}

Node Codec<double>::write(double value) {
  std::string text = exact(value);
  if (text == "inf" || text == "nan") text = "." + text;
  if (text == "-inf") text = "-.inf";
  return Node::scalar(text);
}

std::string Codec<std::string>::schema(const Constraint& constraint) {
  if (!constraint.choices.empty()) return Json{{"enum", constraint.choices}}.dump();
  return R"({"type":["string","number","boolean"]})";
}

bool Codec<std::string>::read(const Node& node, std::string& value, const Constraint& constraint,
                              Reader& reader) {
  if (!node.is_scalar() || node.scalar_type() == ScalarType::null) {
    reader.mismatch(node, expectation(constraint.choices.empty() ? "a text" : "", constraint));
    return false;
  }
  if (!constraint.accepts(node.text)) {
    const auto meant = nearest(node.text, constraint.choices);
    reader.error(node.mark,
                 "`" + reader.path() + "` is " + constraint.str() + ", not `" + node.text + "`",
                 meant ? "did you mean `" + *meant + "`?" : "");
    return false;
  }
  value = node.text;
  return true;
}

Node Codec<std::string>::write(const std::string& value) {
  Node node = Node::scalar(value);
  node.quoted = node.scalar_type() != ScalarType::text;
  return node;
}

std::string Codec<Size2>::schema(const Constraint& constraint) {
  const auto item = number_schema("integer", constraint);
  return Json{{"anyOf", Json::array({item, list_of_two(item)})}}.dump();
}

bool Codec<Size2>::read(const Node& node, Size2& value, const Constraint& constraint,
                        Reader& reader) {
  if (node.is_sequence() && node.items.size() == 2)
    return Codec<std::int64_t>::read(node.items[0], value.height, constraint, reader) &&
           Codec<std::int64_t>::read(node.items[1], value.width, constraint, reader);
  if (node.is_sequence() || node.is_map()) {
    reader.mismatch(node, expectation("an integer or [height, width], each", constraint));
    return false;
  }
  if (!Codec<std::int64_t>::read(node, value.height, constraint, reader)) return false;
  value.width = value.height;
  return true;
}

Node Codec<Size2>::write(const Size2& value) {
  if (value.height == value.width) return Codec<std::int64_t>::write(value.height);
  Node node = Node::sequence();
  node.items = {Codec<std::int64_t>::write(value.height), Codec<std::int64_t>::write(value.width)};
  return node;
}

std::string Codec<std::array<double, 2>>::schema(const Constraint& constraint) {
  return list_of_two(number_schema("number", constraint)).dump();
}

bool Codec<std::array<double, 2>>::read(const Node& node, std::array<double, 2>& value,
                                        const Constraint& constraint, Reader& reader) {
  if (!node.is_sequence() || node.items.size() != 2) {
    reader.mismatch(node, "a list of two numbers");
    return false;
  }
  return Codec<double>::read(node.items[0], value[0], constraint, reader) &&
         Codec<double>::read(node.items[1], value[1], constraint, reader);
}

Node Codec<std::array<double, 2>>::write(const std::array<double, 2>& value) {
  Node node = Node::sequence();
  node.items = {Codec<double>::write(value[0]), Codec<double>::write(value[1])};
  return node;
}

std::string Codec<Figures>::schema(const Constraint& constraint) {
  return Json{{"type", "object"}, {"additionalProperties", number_schema("number", constraint)}}
      .dump();
}

std::string Codec<std::vector<std::string>>::schema(const Constraint& constraint) {
  return R"({"type":"array","items":)" + Codec<std::string>::schema(constraint) + "}";
}

bool Codec<std::vector<std::string>>::read(const Node& node, std::vector<std::string>& value,
                                           const Constraint& constraint, Reader& reader) {
  if (!node.is_sequence()) {
    reader.mismatch(node, "a list of texts, such as [a, b]");
    return false;
  }
  value.clear();
  bool all = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Reader::Step step(reader, std::to_string(i));
    std::string word;
    if (Codec<std::string>::read(node.items[i], word, constraint, reader))
      value.push_back(std::move(word));
    else
      all = false;
  }
  return all;
}

Node Codec<std::vector<std::string>>::write(const std::vector<std::string>& value) {
  Node node = Node::sequence();
  for (const auto& word : value) node.items.push_back(Codec<std::string>::write(word));
  return node;
}

bool Codec<Figures>::read(const Node& node, Figures& value, const Constraint& constraint,
                          Reader& reader) {
  if (!node.is_map()) {
    reader.mismatch(node, "a map of figures by name, such as {val_accuracy: 0.99}");
    return false;
  }
  bool all = true;
  for (const auto& entry : node.entries) {
    const Reader::Step step(reader, entry.key);
    double figure = 0;
    if (Codec<double>::read(entry.value, figure, constraint, reader))
      value.emplace_back(entry.key, figure);
    else
      all = false;
  }
  return all;
}

Node Codec<Figures>::write(const Figures& value) {
  Node node = Node::map();
  for (const auto& [name, figure] : value) node.set(name, Codec<double>::write(figure));
  return node;
}

}  // namespace mlday

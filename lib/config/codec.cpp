#include "config/codec.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
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

/// "1/4" and "25%" as the number that they mean.
std::optional<double> share_of(const std::string& text) {
  constexpr double hundred = 100;
  if (const auto value =
          text.ends_with('%') ? to_double(text.substr(0, text.size() - 1)) : std::nullopt)
    return *value / hundred;
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto part = to_double(trimmed(text.substr(0, slash)));
  const auto whole = to_double(trimmed(text.substr(slash + 1)));
  return part && whole && *whole != 0 ? std::optional(*part / *whole) : std::nullopt;
}

/// How to write what seems to be meant as true or false.
std::string hint_for_boolean(const Node& node) {
  if (!node.is_scalar()) return "";
  if (same_name(node.text, "true") || same_name(node.text, "false"))
    return "write it in small letters and without quotes";
  const auto is_one_of = [&](std::initializer_list<const char*> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](const char* word) { return same_name(node.text, word); });
  };
  const bool yes = is_one_of({"yes", "on", "y", "1"}), no = is_one_of({"no", "off", "n", "0"});
  if (!yes && !no) return "";
  const bool number = node.scalar_type() == ScalarType::integer;
  return std::string("write ") + (yes ? "true" : "false") +
         (number ? "" : ": `" + node.text + "` is a text in YAML 1.2");
}

/// Whether a text is a number but for this character.
bool is_number_with(std::string text, char c) { return std::erase(text, c) > 0 && to_double(text); }

/// How to write as a number what seems to be meant as one.
std::string hint_for_number(const Node& node, const Reader& reader) {
  if (!node.is_scalar()) return "";
  if (node.from_environment)
    return "an environment variable is a text: set a number by --set " + reader.path() + "=...";
  if (node.quoted && number_of(node.text)) return "write it without quotes";
  if (const auto share = share_of(node.text)) return "write it as a number: " + rounded(*share);
  if (is_number_with(node.text, '_')) return "write it without underscores";
  if (is_number_with(node.text, ',')) return "write the decimal point as a dot";
  return "";
}

/// A share that was given in percent.
std::string hint_for_percent(double value, const Constraint& constraint) {
  constexpr double hundred = 100;
  const bool is_share = constraint.min == 0 && constraint.max == 1;
  return is_share && value > 1 && value < hundred
             ? rounded(value) + " % is written " + rounded(value / hundred)
             : "";
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
  reader.mismatch(node, name(), hint_for_boolean(node));
  return false;
}

std::string Codec<std::int64_t>::schema(const Constraint& constraint) {
  return number_schema("integer", constraint).dump();
}

bool Codec<std::int64_t>::read(const Node& node, std::int64_t& value, const Constraint& constraint,
                               Reader& reader) {
  const auto expected = expectation("an integer", constraint);
  if (!node.is_scalar() || node.scalar_type() != ScalarType::integer) {
    std::string hint = hint_for_number(node, reader);
    if (is_number_with(node.text, ',')) hint = "write it without commas";
    const bool number = node.is_scalar() && node.scalar_type() == ScalarType::number;
    if (const auto value = number ? number_of(node.text) : std::nullopt) {
      constexpr double still_exact = 1e15;
      const bool whole = *value == std::trunc(*value) && std::abs(*value) < still_exact;
      hint = whole ? "write it as " + std::to_string(static_cast<std::int64_t>(*value))
                   : "a whole number is needed";
    }
    reader.mismatch(node, expected, hint);
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
    reader.mismatch(node, expected, hint_for_number(node, reader));
    return false;
  }
  auto read = number_of(node.text);
  if (!read && type == ScalarType::integer)
    if (const auto whole = integer_of(node.text)) read = static_cast<double>(*whole);
  if (!read) {
    reader.mismatch(node, "a number within the range of a double");
    return false;
  }
  if (constraint.finite && !std::isfinite(*read)) {
    reader.mismatch(node, expectation("a finite number", constraint));
    return false;
  }
  if (constraint.finite && std::abs(*read) > std::numeric_limits<float>::max()) {
    reader.mismatch(node, "a number of 32 bits, up to 3.4e38");
    return false;
  }
  if (!constraint.accepts(*read)) {
    reader.mismatch(node, expected, hint_for_percent(*read, constraint));
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
    reader.mismatch(node, expectation(constraint.choices.empty() ? "a text" : "", constraint),
                    node.is_nothing() ? "" : "quote it if it is meant as a text");
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
  const auto read_item = [&](std::size_t i, std::int64_t& item) {
    const Reader::Step step(reader, std::to_string(i));
    return Codec<std::int64_t>::read(node.items[i], item, constraint, reader);
  };
  if (node.is_sequence() && node.items.size() == 2)
    return read_item(0, value.height) && read_item(1, value.width);
  const bool number = node.is_scalar() && (node.scalar_type() == ScalarType::integer ||
                                           node.scalar_type() == ScalarType::number);
  if (!number) {
    const auto sides = node.is_scalar() ? split(node.text, 'x') : std::vector<std::string>{};
    const bool product = sides.size() == 2 && to_int(sides[0]) && to_int(sides[1]);
    reader.mismatch(node, expectation("an integer or [height, width], each", constraint),
                    product ? "write it as [" + sides[0] + ", " + sides[1] + "]"
                            : hint_for_number(node, reader));
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
    reader.mismatch(node, "a list of two numbers",
                    "for example [" + exact(value[0]) + ", " + exact(value[1]) + "]");
    return false;
  }
  bool both = true;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Reader::Step step(reader, std::to_string(i));
    both = Codec<double>::read(node.items[i], value[i], constraint, reader) && both;
  }
  return both;
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

}  // namespace mlday

// Prints the YAML of the standard input as lib/config reads it: JSON, with the types of YAML 1.2's
// core schema. What is wrong goes to the standard error, with exit code 1. For tests/test_yaml.py.
#include <cmath>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "config/codec.h"
#include "config/reader.h"
#include "config/yaml.h"

using namespace mlday;

namespace {

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

/// As Python's json module reads it: with NaN and Infinity, and a point or an exponent in what is
/// no integer.
std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  const std::string text = Codec<double>::write(value).text;
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string scalar_text(const Node& node, Reader& reader) {
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;
  switch (node.scalar_type()) {
    case ScalarType::null:
      return "null";
    case ScalarType::boolean:
      Codec<bool>::read(node, boolean, anything(), reader);
      return boolean ? "true" : "false";
    case ScalarType::integer:
      Codec<std::int64_t>::read(node, integer, anything(), reader);
      return std::to_string(integer);
    case ScalarType::number:
      Codec<double>::read(node, number, any_number(), reader);
      return number_text(number);
    case ScalarType::text:
      break;
  }
  return quoted(node.text);
}

std::string json_text(const Node& node, Reader& reader) {
  std::string text;
  if (node.is_map()) {
    for (const auto& entry : node.entries)
      text +=
          (text.empty() ? "" : ", ") + quoted(entry.key) + ": " + json_text(entry.value, reader);
    return "{" + text + "}";
  }
  if (node.is_sequence()) {
    for (const auto& item : node.items)
      text += (text.empty() ? "" : ", ") + json_text(item, reader);
    return "[" + text + "]";
  }
  return scalar_text(node, reader);
}

}  // namespace

int main() {
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  Problems problems;
  Reader reader(problems);
  const Node root = parse_yaml(std::make_shared<Source>(Source{"stdin", text}), problems);
  const auto value = json_text(root, reader);
  for (const auto& problem : problems.list()) std::cerr << problem.str() << "\n";
  if (!problems.list().empty()) return 1;
  std::cout << value << "\n";
}

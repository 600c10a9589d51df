// How a value of each C++ type is read from and written to a node.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/constraint.h"
#include "config/node.h"

namespace mlday {

class Reader;

/// Specialized per type: `name` is what the reference calls it, `schema` the same as JSON Schema;
/// `read` reports problems to the reader and returns whether the value could be read, `write` gives
/// what reads back to the same value.
template <class V>
struct Codec;

template <>
struct Codec<bool> {
  static std::string name() { return "true or false"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, bool&, const Constraint&, Reader&);
  static Node write(bool value) { return Node::scalar(value ? "true" : "false"); }
};

template <>
struct Codec<std::int64_t> {
  static std::string name() { return "integer"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, std::int64_t&, const Constraint&, Reader&);
  static Node write(std::int64_t value) { return Node::scalar(std::to_string(value)); }
};

template <>
struct Codec<double> {
  static std::string name() { return "number"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, double&, const Constraint&, Reader&);
  static Node write(double value);
};

/// Any scalar but null, as written; with choices, a word.
template <>
struct Codec<std::string> {
  static std::string name() { return "text"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, std::string&, const Constraint&, Reader&);
  static Node write(const std::string& value);
};

/// A number for both, or [height, width].
struct Size2 {
  std::int64_t height = 0, width = 0;
  bool operator==(const Size2&) const = default;
};

template <>
struct Codec<Size2> {
  static std::string name() { return "integer or [height, width]"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, Size2&, const Constraint&, Reader&);
  static Node write(const Size2& value);
};

/// Two numbers in order, such as Adam's betas.
template <>
struct Codec<std::array<double, 2>> {
  static std::string name() { return "list of two numbers"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, std::array<double, 2>&, const Constraint&, Reader&);
  static Node write(const std::array<double, 2>& value);
};

/// Figures by name, such as `{val_accuracy: .9918}`.
using Figures = std::vector<std::pair<std::string, double>>;

template <>
struct Codec<Figures> {
  static std::string name() { return "map of numbers"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, Figures&, const Constraint&, Reader&);
  static Node write(const Figures& value);
};

/// Texts by name, such as `{backbone.: features.}`.
template <>
struct Codec<std::map<std::string, std::string>> {
  static std::string name() { return "map of texts"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, std::map<std::string, std::string>&, const Constraint&, Reader&);
  static Node write(const std::map<std::string, std::string>& value);
};

/// A schema that also accepts null.
std::string or_null(const std::string& schema);

/// Hands each item of a list to `read`. False where one could not be read, or where the node is no
/// list but should be `expected`.
bool read_items(const Node&, const std::string& expected, Reader&,
                const std::function<bool(const Node&)>& read);

/// Values in order; the constraint holds for each.
template <class V>
struct Codec<std::vector<V>> {
  static std::string name() { return "list of " + Codec<V>::name() + "s"; }
  static std::string schema(const Constraint& constraint) {
    return R"({"type":"array","items":)" + Codec<V>::schema(constraint) + "}";
  }
  static bool read(const Node& node, std::vector<V>& value, const Constraint& constraint,
                   Reader& reader) {
    value.clear();
    return read_items(node, "a " + name(), reader, [&](const Node& item) {
      V one{};
      if (!Codec<V>::read(item, one, constraint, reader)) return false;
      value.push_back(std::move(one));
      return true;
    });
  }
  static Node write(const std::vector<V>& value) {
    Node node = Node::sequence();
    for (const auto& one : value) node.items.push_back(Codec<V>::write(one));
    return node;
  }
};

/// `null` means none.
template <class V>
struct Codec<std::optional<V>> {
  static std::string name() { return Codec<V>::name() + " or null"; }
  static std::string schema(const Constraint& constraint) {
    return or_null(Codec<V>::schema(constraint));
  }
  static bool read(const Node& node, std::optional<V>& value, const Constraint& constraint,
                   Reader& reader) {
    if (node.is_nothing()) {
      value.reset();
      return true;
    }
    V inner{};
    if (!Codec<V>::read(node, inner, constraint, reader)) return false;
    value = std::move(inner);
    return true;
  }
  static Node write(const std::optional<V>& value) {
    return value ? Codec<V>::write(*value) : Node{};
  }
};

}  // namespace mlday

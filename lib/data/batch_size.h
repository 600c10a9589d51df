// How many samples make a batch: a number, or all of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "config/codec.h"

namespace mlday {

struct BatchSize {
  std::optional<std::int64_t> number = 32;  ///< none: all training samples ("full")

  /// For a part of so many samples.
  std::int64_t of(std::int64_t samples) const {
    return number.value_or(std::max<std::int64_t>(samples, 1));
  }
};

/// An integer, or the word `full`.
template <>
struct Codec<BatchSize> {
  static std::string name() { return "integer or `full`"; }
  static std::string schema(const Constraint& constraint) {
    return R"({"anyOf":[)" + Codec<std::int64_t>::schema(constraint) + R"(,{"const":"full"}]})";
  }
  static bool read(const Node& node, BatchSize& value, const Constraint& constraint,
                   Reader& reader) {
    if (node.is_scalar() && node.text == "full") {
      value.number.reset();
      return true;
    }
    std::int64_t number = 0;
    if (!Codec<std::int64_t>::read(node, number, constraint, reader)) return false;
    value.number = number;
    return true;
  }
  static Node write(const BatchSize& value) {
    return value.number ? Codec<std::int64_t>::write(*value.number) : Node::scalar("full");
  }
};

}  // namespace mlday

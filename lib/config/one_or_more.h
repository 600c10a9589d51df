// A list of texts that may be written as a text where it is one alone.
#pragma once

#include <string>
#include <vector>

#include "config/codec.h"

namespace mlday {

struct OneOrMore {
  std::vector<std::string> list;

  bool operator==(const OneOrMore&) const = default;
};

template <>
struct Codec<OneOrMore> {
  static std::string name() { return "text or list of texts"; }
  static std::string schema(const Constraint& constraint) {
    return R"({"anyOf":[)" + Codec<std::string>::schema(constraint) + "," +
           Codec<std::vector<std::string>>::schema(constraint) + "]}";
  }
  static bool read(const Node& node, OneOrMore& value, const Constraint& constraint,
                   Reader& reader) {
    if (!node.is_scalar())
      return Codec<std::vector<std::string>>::read(node, value.list, constraint, reader);
    value.list.resize(1);
    return Codec<std::string>::read(node, value.list.front(), constraint, reader);
  }
  static Node write(const OneOrMore& value) {
    return value.list.size() == 1 ? Codec<std::string>::write(value.list.front())
                                  : Codec<std::vector<std::string>>::write(value.list);
  }
};

}  // namespace mlday

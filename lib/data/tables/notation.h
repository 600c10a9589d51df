// Numbers as people and programs write them that are no plain numbers.
#pragma once

#include <string>

namespace mlday {

/// What a cell looks like that holds a number in another notation: "a number with a comma", "a
/// date"; empty where it does not.
struct Notation {
  std::string what;
  std::string advice;  ///< how to write it instead

  explicit operator bool() const { return !what.empty(); }
};
Notation notation_of(const std::string& cell);

}  // namespace mlday

// A number with its unit, as a config writes it: `2h`, `2.5 epochs`.
#pragma once

#include <optional>
#include <string>

namespace mlday {

struct Quantity {
  double count = 0;  ///< at least 0, at most 1e15
  std::string unit;

  bool is_whole() const;
};

/// None where the text is no such number with letters behind it.
std::optional<Quantity> quantity_of(const std::string& text);

}  // namespace mlday

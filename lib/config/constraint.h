// What a key accepts beyond its type: checks, explains itself, and gives values that it refuses.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace mlday {

/// A range of numbers or a set of words; the default accepts everything. For a list, a constraint
/// holds for each element.
struct Constraint {
  std::optional<double> min, max;
  bool min_open = false;  ///< the bound itself is refused
  bool max_open = false;
  bool finite = true;  ///< `.inf` and `.nan` are refused
  std::vector<std::string> choices;

  bool accepts(double value) const;
  bool accepts(const std::string& word) const;
  /// "greater than 0", "between 0 and 1", "one of `image` or `track`"; empty if all is accepted.
  std::string str() const;
  /// Values just outside, as YAML: of each bound the next whole number beyond it, or itself where
  /// it is open; words near the choices. None if all is accepted.
  std::vector<std::string> refused() const;
};

inline Constraint anything() { return {}; }
/// Also what is not finite.
inline Constraint any_number() { return {.finite = false}; }
inline Constraint positive() { return {.min = 0, .min_open = true}; }
inline Constraint at_least(double low) { return {.min = low}; }
inline Constraint between(double low, double high) { return {.min = low, .max = high}; }
/// How large a tensor or window may be in one direction: beyond all need, and products still fit.
inline Constraint extent() { return between(1, 1e6); }
/// The same for what may be nothing, such as a padding.
inline Constraint margin() { return between(0, 1e6); }
/// In [low, high).
inline Constraint from_to_below(double low, double high) {
  return {.min = low, .max = high, .max_open = true};
}
/// In (low, high).
inline Constraint strictly_between(double low, double high) {
  return {.min = low, .max = high, .min_open = true, .max_open = true};
}
inline Constraint one_of(std::vector<std::string> words) { return {.choices = std::move(words)}; }

}  // namespace mlday

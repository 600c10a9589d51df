#include "config/constraint.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/text.h"

namespace mlday {
namespace {

/// "1000000" rather than "1e+06".
std::string bound_text(double bound) {
  constexpr double still_exact = 1e15;
  const bool whole = bound == std::trunc(bound) && std::abs(bound) < still_exact;
  return whole ? std::to_string(static_cast<std::int64_t>(bound)) : exact(bound);
}

}  // namespace

bool Constraint::accepts(double value) const {
  if (std::isnan(value)) return !min && !max;
  if (min && (min_open ? value <= *min : value < *min)) return false;
  if (max && (max_open ? value >= *max : value > *max)) return false;
  return true;
}

bool Constraint::accepts(const std::string& word) const {
  return choices.empty() || std::find(choices.begin(), choices.end(), word) != choices.end();
}

std::vector<std::string> Constraint::refused() const {
  std::vector<std::string> values;
  for (const auto& choice : choices) values.push_back(choice + "_");
  const auto whole = [](double bound) { return std::to_string(static_cast<std::int64_t>(bound)); };
  if (min) values.push_back(whole(min_open ? std::floor(*min) : std::ceil(*min) - 1));
  if (max) values.push_back(whole(max_open ? std::ceil(*max) : std::floor(*max) + 1));
  return values;
}

std::string Constraint::str() const {
  if (!choices.empty()) {
    std::vector<std::string> quoted;
    for (const auto& choice : choices) quoted.push_back("`" + choice + "`");
    return "one of " + join_words(quoted, "or");
  }
  std::vector<std::string> bounds;
  if (min && max && !min_open && !max_open)
    return "from " + bound_text(*min) + " to " + bound_text(*max);
  if (min) bounds.push_back((min_open ? "greater than " : "at least ") + bound_text(*min));
  if (max) bounds.push_back((max_open ? "less than " : "at most ") + bound_text(*max));
  return join(bounds, " and ");
}

}  // namespace mlday

#include "config/constraint.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace mlday {

bool Constraint::accepts(double value) const {
  if (std::isnan(value)) return !min && !max;
  if (min && (min_open ? value <= *min : value < *min)) return false;
  if (max && (max_open ? value >= *max : value > *max)) return false;
  return true;
}

bool Constraint::accepts(const std::string& word) const {
  return choices.empty() || std::find(choices.begin(), choices.end(), word) != choices.end();
}

std::string Constraint::str() const {
  if (!choices.empty()) {
    std::vector<std::string> quoted;
    for (const auto& choice : choices) quoted.push_back("`" + choice + "`");
    return "one of " + join_words(quoted, "or");
  }
  std::vector<std::string> bounds;
  if (min && max && !min_open && !max_open) return "from " + exact(*min) + " to " + exact(*max);
  if (min) bounds.push_back((min_open ? "greater than " : "at least ") + exact(*min));
  if (max) bounds.push_back((max_open ? "less than " : "at most ") + exact(*max));
  return join(bounds, " and ");
}

}  // namespace mlday

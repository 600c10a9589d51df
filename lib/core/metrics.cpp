#include "core/metrics.h"

#include <algorithm>
#include <cmath>

namespace mlday {

void Metrics::set(const std::string& name, double value) {
  const auto known = std::find_if(items_.begin(), items_.end(),
                                  [&](const Item& item) { return item.first == name; });
  if (known != items_.end())
    known->second = value;
  else
    items_.emplace_back(name, value);
}

std::optional<double> Metrics::find(std::string_view name) const {
  for (const auto& [known, value] : items_)
    if (known == name) return value;
  return std::nullopt;
}

Direction usual_direction(std::string_view figure) {
  for (const auto* share : {"accuracy", "f1", "r2", "auc", "precision", "recall"})
    if (figure.ends_with(share)) return Direction::up;
  return Direction::down;
}

bool is_share(std::string_view figure) {
  for (const auto* share : {"accuracy", "f1", "precision", "recall", "auc"})
    if (figure.ends_with(share)) return true;
  return false;
}

bool improves(double value, std::optional<double> best, Direction better, double min_delta) {
  if (!std::isfinite(value)) return false;
  if (!best) return true;
  return better == Direction::up ? value > *best + min_delta : value < *best - min_delta;
}

}  // namespace mlday

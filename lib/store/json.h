// JSON as run folders use it: keys in the order in which they were set.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/metrics.h"

namespace mlday {

using OrderedJson = nlohmann::ordered_json;

/// JSON knows no NaN and no infinity: they become null.
inline OrderedJson number_json(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

inline OrderedJson metrics_json(const Metrics& metrics) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, value] : metrics.items()) json[name] = number_json(value);
  return json;
}

}  // namespace mlday

// JSON as run folders use it: keys in the order in which they were set.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "core/metrics.h"

namespace mlday {

using OrderedJson = nlohmann::ordered_json;

/// JSON knows no NaN and no infinity: they become null.
inline OrderedJson number_json(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

/// As text, indented by so many blanks or (-1) in one line. What is no UTF-8, such as the name of a
/// file, is put in as replacement characters.
inline std::string json_text(const OrderedJson& json, int indent = -1) {
  return json.dump(indent, ' ', false, OrderedJson::error_handler_t::replace);
}

inline OrderedJson metrics_json(const Metrics& metrics) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, value] : metrics.items()) json[name] = number_json(value);
  return json;
}

}  // namespace mlday

#include "models/plan.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace mlday {

std::string shape_text(const Shape& shape) {
  std::vector<std::string> extents;
  for (const auto extent : shape) extents.push_back(std::to_string(extent));
  return join(extents, " x ");
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const auto extent : shape) count *= extent;
  return count;
}

LayerCost Plan::total() const {
  LayerCost sum;
  for (const auto& layer : layers) {
    sum.parameters += layer.cost.parameters;
    sum.statistics += layer.cost.statistics;
    sum.multiply_adds += layer.cost.multiply_adds;
  }
  return sum;
}

std::int64_t Plan::training_bytes(std::int64_t batch_size, std::int64_t slots) const {
  std::int64_t values = element_count(input);
  for (const auto& layer : layers) values += 2 * element_count(layer.output);
  constexpr std::int64_t float_bytes = 4;
  return float_bytes * (batch_size * values + total().parameters * (2 + slots));
}

void Layer::plan(Planner& planner, const std::string& kind) const { planner.add(*this, kind); }

void Planner::add(const LayerList& layers) {
  for (const auto& layer : layers) layer->plan(*this, layer.kind());
}

void Planner::add(const Layer& layer, const std::string& kind) {
  const auto is_taken = [&](const std::string& name) {
    return std::any_of(plan_.layers.begin(), plan_.layers.end(),
                       [&](const PlannedLayer& known) { return known.name == name; });
  };
  PlannedLayer planned;
  planned.kind = kind;
  planned.layer = &layer;
  planned.name = layer.name;
  if (layer.name.find('.') != std::string::npos)
    throw usage_error("a layer cannot be called `" + layer.name + "`: names have no dots");
  while (planned.name.empty() || (layer.name.empty() && is_taken(planned.name)))
    planned.name = kind + "_" + std::to_string(++count_of_kind_[kind]);
  if (is_taken(planned.name))
    throw usage_error("two layers are called `" + planned.name + "`: names must differ");
  planned.input = plan_.output();
  try {
    planned.output = layer.output(planned.input);
  } catch (const Error& error) {
    throw usage_error("layer " + std::to_string(plan_.layers.size() + 1) + ", `" + planned.name +
                      "`: " + error.what());
  }
  planned.cost = layer.cost(planned.input);
  plan_.layers.push_back(std::move(planned));
}

Plan plan_layers(const LayerList& layers, const Shape& input) {
  Planner planner(input);
  planner.add(layers);
  return planner.take();
}

}  // namespace mlday

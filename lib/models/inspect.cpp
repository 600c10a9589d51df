#include "models/inspect.h"

#include <algorithm>

namespace mlday {
namespace {

constexpr std::int64_t float_bytes = 4;

/// Height and width of a picture; a vector or a sequence is one row.
Size2 picture_size(const Shape& shape) {
  if (shape.size() == 3) return {shape[1], shape[2]};
  return {1, shape.size() == 2 ? shape[1] : 1};
}

/// What one value sees through a layer that it reaches over from a field below.
std::int64_t widened(std::int64_t size, std::int64_t step, std::int64_t reach, std::int64_t most) {
  std::int64_t more = 0;
  if (__builtin_mul_overflow(reach - 1, step, &more) || more > most) return most;
  return std::min(size + more, most);
}

}  // namespace

std::vector<ReceptiveField> receptive_fields(const Plan& plan) {
  const Size2 whole = picture_size(plan.input);
  std::vector<ReceptiveField> fields;
  for (const auto& layer : plan.layers) {
    ReceptiveField below;
    for (const auto place : layer.from) {
      if (place == network_input) continue;
      const auto& field = fields[static_cast<std::size_t>(place)];
      below.size.height = std::max(below.size.height, field.size.height);
      below.size.width = std::max(below.size.width, field.size.width);
      below.step.height = std::max(below.step.height, field.step.height);
      below.step.width = std::max(below.step.width, field.step.width);
    }
    const Reach reach = layer.layer ? layer.layer->reach() : Reach{};
    if (reach.everything) {
      fields.push_back({whole, whole});
      continue;
    }
    fields.push_back(
        {{widened(below.size.height, below.step.height, reach.size.height, whole.height),
          widened(below.size.width, below.step.width, reach.size.width, whole.width)},
         {below.step.height * reach.step.height, below.step.width * reach.step.width}});
  }
  return fields;
}

std::vector<LayerMemory> activation_memory(const Plan& plan, std::int64_t batch_size) {
  std::vector<LayerMemory> memory;
  std::vector<bool> trains(plan.layers.size());
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    const auto& layer = plan.layers[i];
    trains[i] = layer.cost.parameters > 0 && !layer.frozen;
    for (const auto place : layer.from)
      if (place != network_input && trains[static_cast<std::size_t>(place)]) trains[i] = true;
    const auto bytes = float_bytes * batch_size * element_count(layer.output);
    memory.push_back({bytes, trains[i] ? bytes : 0});
  }
  return memory;
}

}  // namespace mlday

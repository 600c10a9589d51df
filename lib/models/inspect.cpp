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

/// The size of the input that a layer's values come from; of several, of the first.
Size2 whole_of(const Plan& plan, const PlannedLayer& layer) {
  const auto* reader = &layer;
  while (!is_input(reader->from.front()))
    reader = &plan.layers[static_cast<std::size_t>(reader->from.front())];
  const auto& input = plan.inputs[input_at(reader->from.front())];
  return picture_size(with_extent(input.shape, input.longest));
}

}  // namespace

std::vector<ReceptiveField> receptive_fields(const Plan& plan) {
  std::vector<ReceptiveField> fields;
  for (const auto& layer : plan.layers) {
    ReceptiveField below;
    for (const auto place : layer.from) {
      if (is_input(place)) continue;
      const auto& field = fields[static_cast<std::size_t>(place)];
      below.size.height = std::max(below.size.height, field.size.height);
      below.size.width = std::max(below.size.width, field.size.width);
      below.step.height = std::max(below.step.height, field.step.height);
      below.step.width = std::max(below.step.width, field.step.width);
    }
    const Reach reach = layer.layer ? layer.layer->reach() : Reach{};
    const Size2 whole = whole_of(plan, layer);
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
      if (!is_input(place) && trains[static_cast<std::size_t>(place)]) trains[i] = true;
    const auto bytes =
        float_bytes * batch_size * element_count(with_extent(layer.output, layer.longest));
    memory.push_back({bytes, trains[i] ? bytes : 0});
  }
  return memory;
}

}  // namespace mlday

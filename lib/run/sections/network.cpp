#include "run/sections/network.h"

#include <algorithm>

#include "models/inspect.h"
#include "models/module.h"
#include "run/sections/pictures.h"

namespace mlday {
namespace {

OrderedJson layers_json(const Plan& plan, std::int64_t batch_size) {
  const auto fields = receptive_fields(plan);
  const auto memory = activation_memory(plan, batch_size);
  OrderedJson layers = OrderedJson::array();
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    const auto& layer = plan.layers[i];
    OrderedJson from = OrderedJson::array();
    for (const auto place : layer.from) from.push_back(plan.name_at(place));
    layers.push_back({{"name", layer.name},
                      {"kind", layer.kind},
                      {"from", from},
                      {"output", layer.output},
                      {"parameters", layer.cost.parameters},
                      {"statistics", layer.cost.statistics},
                      {"multiply_adds", layer.cost.multiply_adds},
                      {"frozen", layer.frozen},
                      {"forward_bytes", memory[i].forward},
                      {"backward_bytes", memory[i].backward},
                      {"receptive_field", {fields[i].size.height, fields[i].size.width}}});
  }
  return layers;
}

}  // namespace

OrderedJson network_json(const Plan& plan, std::int64_t batch_size, std::int64_t tensors_kept) {
  const auto total = plan.total();
  std::int64_t frozen = 0;
  for (const auto& layer : plan.layers)
    if (layer.frozen) frozen += layer.cost.parameters;
  OrderedJson inputs = OrderedJson::array();
  for (const auto& input : plan.inputs)
    inputs.push_back({{"name", input.name}, {"shape", input.shape}});
  return {{"batch_size", batch_size},
          {"parameters", total.parameters},
          {"frozen_parameters", frozen},
          {"statistics", total.statistics},
          {"multiply_adds", total.multiply_adds},
          {"training_bytes", plan.training_bytes(batch_size, tensors_kept)},
          {"inputs", inputs},
          {"layers", layers_json(plan, batch_size)}};
}

OrderedJson filters_json(const Network& network) {
  constexpr std::int64_t most = 64, least_width = 32, dimensions = 4;
  for (const auto& layer : network.plan().layers) {
    const auto* weight = network.named_parameters().find(layer.name + ".weight");
    if (!weight) continue;
    const auto kernels = weight->detach().to(torch::kCPU, torch::kFloat32);
    const bool are_pictures = kernels.dim() == dimensions && kernels.size(2) > 1 &&
                              (kernels.size(1) == 1 || kernels.size(1) == 3);
    if (!are_pictures || layer.kind != "conv2d") return nullptr;
    OrderedJson images = OrderedJson::array();
    const auto times = std::max<std::int64_t>(1, least_width / kernels.size(2));
    for (std::int64_t i = 0; i < std::min(most, kernels.size(0)); ++i) {
      const auto kernel = kernels[i];
      const auto low = kernel.min(), range = (kernel.max() - low).clamp_min(1e-12);
      const auto large =
          ((kernel - low) / range).repeat_interleave(times, 1).repeat_interleave(times, 2);
      images.push_back(picture_url(large));
    }
    return {{"layer", layer.name}, {"images", images}};
  }
  return nullptr;
}

}  // namespace mlday

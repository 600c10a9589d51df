#include "train/fast_path.h"

#include "models/module.h"

namespace mlday {
namespace {

/// What keeps a layer from being one of a chain; empty where nothing does.
std::string obstacle(const Network& network, std::size_t i) {
  const auto& layer = network.plan().layers[i];
  const auto said = "`" + layer.name + "`";
  if (layer.join != Join::none || !network.modules()[i]) return said + " joins several layers";
  if (layer.from.size() != 1 ||
      (i == 0 ? !is_input(layer.from[0]) : layer.from[0] != static_cast<Place>(i - 1)))
    return said + " does not follow the layer before it";
  if (is_varying(layer.input) || is_varying(layer.output))
    return said + " takes samples of unequal length";
  if (layer.frozen) return said + " is frozen";
  return "";
}

}  // namespace

FastPath fast_path(Network& network, const Task& task) {
  const auto& plan = network.plan();
  if (plan.inputs.size() != 1) return {nullptr, "it has several inputs"};
  std::vector<fused::StagePtr> stages;
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    if (const auto found = obstacle(network, i); !found.empty()) return {nullptr, found};
    if (!network.modules()[i]->fuse(element_count(plan.layers[i].input), stages))
      return {nullptr,
              "`" + plan.layers[i].name + "` (" + plan.layers[i].kind + ") has no such form"};
  }
  auto loss = task.fused_loss();
  if (!loss) return {nullptr, "the task's loss has no such form"};
  if (stages.empty()) return {nullptr, "it has no layers"};
  return {std::make_unique<fused::Chain>(std::move(stages), std::move(loss)), ""};
}

}  // namespace mlday

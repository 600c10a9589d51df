// Layers, and settings of them, that do nothing, or leave nothing.
#include "models/layers/options.h"
#include "run/checks/doctor.h"

namespace mlday {
namespace {

/// Why the layer changes nothing of what the one before it gives; empty if it does.
std::string idle_reason(const PlannedLayer& layer, const PlannedLayer* before) {
  if (layer.kind == "flatten" && layer.input.size() == 1) return "its input is flat already";
  if (before && layer.kind == "relu" && (before->kind == "relu" || before->kind == "sigmoid"))
    return "nothing negative comes out of `" + before->name + "`";
  if (before && layer.kind == "softmax" && before->kind == "softmax")
    return "a softmax of a softmax only flattens it";
  return "";
}

}  // namespace

void check_idle_layer(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
    if (const auto reason = idle_reason(layer, view.before(layer)); !reason.empty())
      warn_of(config, problems, layer, "it has no effect: " + reason, "take it out");
    if (const auto idle = layer.layer ? layer.layer->idle_setting() : std::nullopt)
      warn_of(config, problems, layer, *idle, "take it out, or set what it depends on");
  }
}

void check_dropout_of_one(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
    const auto* dropout = options_of<DropoutOptions>(layer);
    if (!dropout || dropout->p < 1) continue;
    warn_of(config, problems, layer, "it drops every value: nothing is learned before it",
            "p is the share that is zeroed (Keras' rate), not the share that is kept");
  }
}

void check_nothing_trains(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  for (const auto& layer : view.layers())
    if (layer.cost.parameters > 0 && !layer.frozen) return;
  const auto& mark = node_at(config.tree, "model").mark;
  problems.error(mark, "model",
                 view.plan().total().parameters > 0
                     ? "every layer with weights is frozen: there is nothing to train"
                     : "no layer has weights: there is nothing to train",
                 "leave at least the last layer out of model.freeze, or add a `linear` layer");
}

}  // namespace mlday

// What stands right before the loss: the loss wants logits, plain numbers of any size and sign.
#include "run/checks/doctor.h"

namespace mlday {
namespace {

/// Calls `visit` with the last layer, where the task takes plain numbers.
void check_end(const ResolvedConfig& config, Problems& problems,
               void (*visit)(const ResolvedConfig&, const PlanView&, const PlannedLayer& end,
                             Problems&)) {
  const PlanView view(config);
  if (view.layers().empty() || !config.experiment.task->wants_logits()) return;
  visit(config, view, view.layers().back(), problems);
}

}  // namespace

void check_relu_before_logits(const ResolvedConfig& config, Problems& problems) {
  check_end(
      config, problems,
      [](const ResolvedConfig& c, const PlanView& view, const PlannedLayer& last, Problems& found) {
        const auto* end = last.kind == "softmax" ? view.before(last) : &last;
        if (!end || end->kind != "relu") return;
        warn_of(c, found, *end,
                "a ReLU right before the loss: no class can get a negative number, and a "
                "class at zero gets no gradient",
                "take it out: the net ends with its last linear layer");
      });
}

void check_softmax_before_loss(const ResolvedConfig& config, Problems& problems) {
  check_end(
      config, problems,
      [](const ResolvedConfig& c, const PlanView&, const PlannedLayer& last, Problems& found) {
        if (last.kind != "softmax" && last.kind != "sigmoid") return;
        warn_of(c, found, last,
                "the loss is computed from logits and applies softmax itself; twice "
                "flattens the gradients",
                "take it out (Keras' from_logits=True, PyTorch's CrossEntropyLoss)");
      });
}

}  // namespace mlday

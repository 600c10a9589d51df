// Units that start alike get the same gradient and stay alike (the journal's day 4).
#include "run/checks/doctor.h"

namespace mlday {

void check_identical_units(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  const PlannedLayer* last = nullptr;
  for (const auto& layer : view.layers())
    if (has_weights(layer)) last = &layer;
  for (const auto& layer : view.layers()) {
    // The last layer's units have targets of their own to tell them apart.
    if (!has_weights(layer) || &layer == last || layer.frozen) continue;
    const auto& init = layer.layer->init ? *layer.layer->init : config.experiment.model->init;
    const auto& kind = init.weight.kind();
    if (kind != "zeros" && kind != "constant") continue;
    warn_of(config, problems, layer,
            "its weights all start as the same number (" + kind +
                "): its units get the same gradients and stay identical, as if there were one",
            "take he_normal or glorot_uniform for model.init.weight; zeros are for biases");
    return;
  }
}

}  // namespace mlday

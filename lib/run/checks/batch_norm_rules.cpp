// Batch norm needs a batch, and makes a bias before it useless.
#include <algorithm>

#include "core/text.h"
#include "models/layers/options.h"
#include "run/checks/doctor.h"

namespace mlday {

void check_batch_of_one(const ResolvedConfig& config, Problems& problems) {
  if (config.experiment.dataset->batch_size.number != 1) return;
  const PlanView view(config);
  for (const auto& layer : view.layers())
    if (layer.kind == "batch_norm" && !layer.frozen) {
      warn_of(config, problems, layer,
              "batch norm over batches of 1: a sample is normalized by itself, and a vector "
              "becomes zero",
              "take a larger dataset.batch_size, or group_norm or layer_norm");
      return;
    }
}

void check_last_batch(const ResolvedConfig& config, Problems& problems) {
  const auto samples = config.training_samples;
  const auto batch = config.experiment.dataset->batch_size.of(samples);
  const auto is_alone_in = [&](std::int64_t size) {
    return samples % size == 1 || size == 1 || samples == 1;
  };
  if (!is_alone_in(batch)) return;
  const PlanView view(config);
  const auto norms_vectors = [](const PlannedLayer& layer) {
    return layer.kind == "batch_norm" && !layer.frozen &&
           element_count(layer.input) == layer.input.front();
  };
  const auto& layers = view.layers();
  if (std::none_of(layers.begin(), layers.end(), norms_vectors)) return;
  auto fitting = batch + 1;
  while (is_alone_in(fitting) && fitting < samples) ++fitting;
  problems.error(place_of(config, "dataset.batch_size"), "dataset.batch_size",
                 "the last batch has a single sample (" + with_commas(samples) +
                     " for training, in batches of " + std::to_string(batch) +
                     "), and batch norm of a vector cannot train on one",
                 samples == 1 ? "" : "take another size, such as " + std::to_string(fitting));
}

void check_batch_norm_momentum(const ResolvedConfig& config, Problems& problems) {
  // Nobody means statistics that forget so fast; Keras' .9 and .99 are usual.
  constexpr double suspicious = .9;
  const PlanView view(config);
  for (const auto& layer : view.layers())
    if (const auto* norm = options_of<BatchNormOptions>(layer);
        norm && norm->momentum >= suspicious && !layer.frozen) {
      warn_of(config, problems, layer,
              "its running statistics are hardly more than the last batch's: momentum is the "
              "weight of the new batch (PyTorch's)",
              "Keras' momentum " + rounded(norm->momentum, 4) + " is " +
                  rounded(1 - norm->momentum, 4) + " here");
      return;
    }
}

void check_bias_before_norm(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  const PlannedLayer* first = nullptr;
  std::size_t count = 0;
  for (const auto& layer : view.layers()) {
    const auto* conv = options_of<Conv2dOptions>(layer);
    const auto* linear = options_of<LinearOptions>(layer);
    const bool has_bias = (conv && conv->bias) || (linear && linear->bias);
    const auto* next = view.after(layer);
    if (!has_bias || !next || next->kind != "batch_norm") continue;
    if (!first) first = &layer;
    ++count;
  }
  if (!first) return;
  warn_of(config, problems, *first,
          "its bias has no effect, because batch_norm right after it takes the mean away" +
              std::string(count > 1 ? " (so in " + std::to_string(count) + " layers)" : ""),
          "set `bias: false`; it costs memory and time, not accuracy");
}

}  // namespace mlday

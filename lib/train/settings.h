// The sections `training` and `checkpoint`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/spec.h"

namespace mlday {

/// Limits for gradients; both may be set, the elements' limit acts first.
struct GradientClipSettings {
  std::optional<double> norm, value;
};

struct TrainingSettings {
  std::int64_t epochs = 10, seed = 42;
  std::int64_t log_every = 1, validate_every = 1, save_every = 1;
  std::int64_t accumulate_grad_batches = 1;
  GradientClipSettings gradient_clip;
  std::optional<double> ema_decay;
  std::string device = "auto";
  std::optional<std::int64_t> threads;
};

struct CheckpointSettings {
  std::optional<std::string> monitor;
  std::string mode = "auto";
};

const Spec<TrainingSettings>& training_spec();
const Spec<CheckpointSettings>& checkpoint_spec();

}  // namespace mlday

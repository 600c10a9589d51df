// The sections `training` and `checkpoint`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/spec.h"

namespace mlday {

struct TrainingSettings {
  std::int64_t epochs = 10, seed = 42;
  std::int64_t log_every = 1, validate_every = 1, save_every = 1;
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

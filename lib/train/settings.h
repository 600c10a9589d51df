// The sections `training`, `checkpoint` and `evaluation`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/spec.h"
#include "train/amount.h"

namespace mlday {

/// auto (CUDA where there is one), cpu, cuda, or cuda:N. choose_device checks that it is there.
struct DeviceName {
  std::string text = "auto";
};

/// Of "cuda:2", the 2; none for what names no CUDA device. "cuda" is the first.
std::optional<std::int64_t> cuda_index(const std::string& device);
bool is_device_name(const std::string& text);

template <>
struct Codec<DeviceName> {
  static std::string name() { return "auto, cpu, cuda or cuda:N"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, DeviceName&, const Constraint&, Reader&);
  static Node write(const DeviceName& value) { return Node::scalar(value.text); }
};

/// Limits for gradients; both may be set, the elements' limit acts first.
struct GradientClipSettings {
  std::optional<double> norm, value;
};

struct TrainingSettings {
  std::int64_t epochs = 10, seed = 42;
  std::int64_t log_every = 1, validate_every = 1;
  Every save_every{{.epochs = 1}};
  std::int64_t accumulate_grad_batches = 1;
  GradientClipSettings gradient_clip;
  std::optional<double> ema_decay;
  std::string on_nan = "stop";
  bool fused = true;
  std::optional<StopAfter> stop_after;
  DeviceName device;
  std::optional<std::int64_t> threads;
};

struct CheckpointSettings {
  std::optional<std::string> monitor;
  std::string mode = "auto";
  std::int64_t keep_best = 1, keep_last = 2;
};

struct EvaluationSettings {
  std::string crops = "center";
};

const Spec<TrainingSettings>& training_spec();
const Spec<CheckpointSettings>& checkpoint_spec();
const Spec<EvaluationSettings>& evaluation_spec();

}  // namespace mlday

// Optimizers: a rule that changes one parameter by its gradient, and what carries it out over all.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/roster.h"

namespace mlday {

/// One parameter's part of an update.
struct ParameterUpdate {
  torch::Tensor parameter, gradient;
  std::span<torch::Tensor> slots;  ///< the rule's own tensors for it, zero at first
  double lr = 0;
  std::int64_t step = 0;  ///< from 1
};

/// An optimizer's settings and its rule. The rule is PyTorch's of the same name.
struct OptimizerSettings {
  virtual ~OptimizerSettings() = default;
  virtual double base_lr() const = 0;
  /// Names of the tensors that it keeps for each parameter ("exp_avg").
  virtual std::vector<std::string> slots() const { return {}; }
  /// Changes the parameter in place, on any device.
  virtual void update(const ParameterUpdate& update) const = 0;
  /// Does the same in one pass where it can (CPU, float32) and returns true, else leaves all alone.
  virtual bool fast_update(const ParameterUpdate&) const { return false; }
};

Kind<OptimizerSettings> adam();
Kind<OptimizerSettings> sgd();

const Roster<OptimizerSettings>& optimizers();

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Applies a rule to a network's parameters and keeps the rule's tensors.
class Optimizer {
 public:
  Optimizer(const OptimizerSettings& settings, NamedTensors parameters);

  void zero_grad();
  /// One update by the parameters' gradients; a parameter without one is left as it is.
  void step(double lr);

  std::int64_t steps() const { return steps_; }
  void set_steps(std::int64_t steps) { steps_ = steps; }
  /// The rule's tensors as "<slot>/<parameter>"; they share memory with the optimizer.
  NamedTensors state() const;

 private:
  const OptimizerSettings& settings_;
  NamedTensors parameters_;
  std::vector<std::string> slot_names_;
  std::vector<std::vector<torch::Tensor>> slots_;  ///< per parameter
  std::int64_t steps_ = 0;
};

}  // namespace mlday

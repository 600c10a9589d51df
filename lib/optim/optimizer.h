// Optimizers: a rule that changes one parameter by its gradient, and what carries it out over all.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/roster.h"
#include "tensors/named_tensors.h"

namespace mlday {

/// One parameter's part of an update.
struct ParameterUpdate {
  torch::Tensor parameter, gradient;
  std::span<torch::Tensor> slots;  ///< the rule's own tensors for it
  double lr = 0;
  std::int64_t step = 0;           ///< this parameter's own, from 1
  std::optional<double> momentum;  ///< in place of the rule's, where an annealer cycles it
  double weight_decay = 0;         ///< that is still to be applied: fast_update's task
};

/// A tensor that a rule keeps for each parameter.
struct Slot {
  std::string name;  ///< "exp_avg"
  double start = 0;
  bool is_scalar = false;  ///< one float64 number; else of the parameter's shape and type
};

/// Parameters that are trained differently.
struct ParameterGroup {
  std::string parameters;  ///< a pattern of names
  double lr_factor = 1;
  std::optional<double> weight_decay;
};

/// An optimizer's settings and its rule. The rule is PyTorch's of the same name.
struct OptimizerSettings {
  double lr = 0, weight_decay = 0;
  std::vector<ParameterGroup> groups;

  virtual ~OptimizerSettings() = default;
  virtual std::vector<Slot> slots() const { return {}; }
  /// Whether there is a momentum (or first beta) that an annealer may cycle.
  virtual bool has_momentum() const { return false; }
  /// Whether weights shrink by lr * weight_decay; else the gradient gets weight_decay * weights.
  virtual bool decouples_weight_decay() const { return false; }
  /// Changes the parameter in place, on any device; weight decay is done already.
  virtual void update(const ParameterUpdate& update) const = 0;
  /// Does the same, weight decay included, in one pass where it can (CPU, float32) and returns
  /// true, else leaves all alone.
  virtual bool fast_update(const ParameterUpdate&) const { return false; }
};

/// The keys of OptimizerSettings.
const Spec<OptimizerSettings>& optimizer_spec();

const Roster<OptimizerSettings>& optimizers();

/// What is wrong with the first group that no parameter belongs to; none where all have some.
std::optional<std::string> idle_group(const std::vector<ParameterGroup>& groups,
                                      const NamedTensors& parameters);

/// Whether each parameter's group has a rate of 0.
bool all_stand_still(const std::vector<ParameterGroup>& groups, const NamedTensors& parameters);

/// Applies a rule to a network's parameters and keeps the rule's tensors.
class Optimizer {
 public:
  /// An Error where a group has no parameter.
  Optimizer(const OptimizerSettings& settings, const NamedTensors& parameters);

  void zero_grad();
  /// One update by the parameters' gradients; a parameter without one is left as it is.
  void step(double lr, std::optional<double> momentum = std::nullopt);

  /// The rule's tensors as "<slot>/<parameter>", and as "step/<parameter>" how many updates each
  /// parameter had; they share memory with the optimizer.
  NamedTensors state() const;

 private:
  struct Trained {
    std::string name;
    torch::Tensor parameter;
    std::vector<torch::Tensor> slots;
    torch::Tensor steps;  ///< int64 scalar
    double lr_factor = 1, weight_decay = 0;
  };
  void apply(const ParameterUpdate&) const;

  const OptimizerSettings& settings_;
  std::vector<Slot> slots_;
  std::vector<Trained> trained_;
};

}  // namespace mlday

// What regression trains on: a distance between outputs and targets, a file and a line in the
// roster each.
#pragma once

#include <torch/types.h>

#include "config/roster.h"
#include "fused/loss.h"

namespace mlday {

struct RegressionLoss {
  virtual ~RegressionLoss() = default;
  /// The mean over all numbers of outputs and targets, both [N, targets].
  virtual torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const = 0;
  /// What the network's outputs say of the targets, in the units that are learned.
  virtual torch::Tensor values(const torch::Tensor& outputs) const { return outputs; }
  /// Whether targets mean what they are: `dataset.target_scale` must leave them.
  virtual bool wants_unscaled_targets() const { return false; }
  /// Refuses targets [N, targets] that it is not made for.
  virtual void check(const torch::Tensor& /*targets*/) const {}
  /// As in Task.
  virtual fused::LossPtr fused() const { return nullptr; }
};

const Roster<RegressionLoss>& regression_losses();

}  // namespace mlday

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
  /// As in Task.
  virtual fused::LossPtr fused() const { return nullptr; }
};

const Roster<RegressionLoss>& regression_losses();

}  // namespace mlday

// Batch normalization of a vector's features, in training, as a stage.
#pragma once

#include <torch/types.h>

#include "fused/stage.h"

namespace mlday::fused {

struct BatchNormTensors {
  torch::Tensor weight, bias;  ///< undefined where nothing is learned
  torch::Tensor running_mean, running_var;
  torch::Tensor batches;  ///< how many there were, int64 []
};

/// By the rule of models/layers/batch_norm.cpp; it changes the running statistics.
StagePtr batch_norm(const BatchNormTensors& tensors, double momentum, double eps);

}  // namespace mlday::fused

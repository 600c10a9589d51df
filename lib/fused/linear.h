// The fully connected layer as a stage.
#pragma once

#include <torch/types.h>

#include "fused/stage.h"

namespace mlday::fused {

/// `weight` [out_features, in_features] and `bias` [out_features], which may be undefined; both
/// dense float32 on the CPU. Their gradients are written in place.
StagePtr linear(const torch::Tensor& weight, const torch::Tensor& bias);

}  // namespace mlday::fused

// The operations on pictures. No header of oneDNN is needed to include this.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>

#include "fused/batch_norm.h"

namespace mlday::fused {

class PictureOperation;
using PictureOperationPtr = std::shared_ptr<PictureOperation>;

/// [height, width], and what is added on each side.
struct PictureWindow {
  std::int64_t kernel[2] = {1, 1}, stride[2] = {1, 1}, dilation[2] = {1, 1};
  std::int64_t before[2] = {0, 0}, after[2] = {0, 0};
};

/// `weight` [out, in / groups, height, width] and `bias` [out], which may be undefined.
PictureOperationPtr conv2d(const torch::Tensor& weight, const torch::Tensor& bias,
                           const PictureWindow& window, std::int64_t groups);
PictureOperationPtr max_pool(const PictureWindow& window);
/// `counts_padding`: whether what is added counts as zeros in the mean.
PictureOperationPtr average_pool(const PictureWindow& window, bool counts_padding);
/// Over all of each channel: [N, C, 1, 1].
PictureOperationPtr global_average_pool();
PictureOperationPtr picture_batch_norm(const BatchNormTensors& tensors, double momentum,
                                       double eps);
PictureOperationPtr picture_relu();
/// The values that the layer drops (fused/dropped.h).
PictureOperationPtr picture_dropout(double p);
/// The sum of two.
PictureOperationPtr sum_of_pictures();

}  // namespace mlday::fused

// Losses of a batch with their gradients, as the last of a network's stages.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>

namespace mlday::fused {

class Loss {
 public:
  virtual ~Loss() = default;
  /// Whether it is made for these targets of outputs with so many features.
  virtual bool takes(const torch::Tensor& targets, std::int64_t features) const = 0;
  /// Of sequences: how many of their steps are asked for; those behind count nowhere.
  virtual std::int64_t steps(const torch::Tensor& /*targets*/) const { return 1; }
  /// The mean loss of `outputs` [features, rows]; writes its gradient, of the same shape.
  virtual double run(const float* outputs, std::int64_t features, std::int64_t rows,
                     const torch::Tensor& targets, float* gradient) = 0;
};

using LossPtr = std::unique_ptr<Loss>;

/// Cross entropy of softmax, one class a row: targets int64 [rows]. `smoothing` is the part of a
/// target that goes to all classes alike (PyTorch's label_smoothing).
LossPtr softmax_cross_entropy(double smoothing = 0);
/// Cross entropy of sigmoid, the mean over all labels: targets float32 [rows, features], or of a
/// single output int64 [rows].
LossPtr sigmoid_cross_entropy();
/// Cross entropy of softmax at each step of sequences but those whose target is `ignored`: the mean
/// over them, or (`sums_up`) over samples of each one's sum. Targets int64 [samples, steps]; rows
/// are the steps asked for, sample by sample.
LossPtr token_cross_entropy(bool sums_up, std::int64_t ignored);
/// Mean squared error: targets float32 [rows, features].
LossPtr mean_squared_error();

}  // namespace mlday::fused

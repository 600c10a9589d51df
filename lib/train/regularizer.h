// L1 and L2 regularizers in Ng's sense: the loss gets lambda / (2m) times the sum of the weights'
// sizes or squares, m being the samples of the update.
#pragma once

#include "config/spec.h"
#include "optim/optimizer.h"

namespace mlday {

struct RegularizerSettings {
  double l1 = 0, l2 = 0;

  bool is_on() const { return l1 > 0 || l2 > 0; }
};

const Spec<RegularizerSettings>& regularizer_spec();

/// Adds the regularizers' gradients to those of the layers' tensors and returns their share of the
/// loss, [] float64 on the tensors' device; undefined where they are off. Tensors of one dimension
/// are biases, which are free.
torch::Tensor regularize(const RegularizerSettings& settings,
                         const std::vector<torch::Tensor>& tensors, std::int64_t samples);

}  // namespace mlday

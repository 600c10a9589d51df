// Tensors by name: weights, gradients, an optimizer's state.
#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace mlday {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

}  // namespace mlday

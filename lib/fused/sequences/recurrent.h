// A recurrent layer over whole sequences as a stage. The products of all steps with the inputs are
// one, and so are those that give the weights' gradients.
#pragma once

#include <torch/types.h>

#include "fused/sequences/cells.h"
#include "fused/stage.h"

namespace mlday::fused {

/// [gates * hidden, in], [gates * hidden, hidden] and [gates * hidden]; biases may be undefined.
struct RecurrentTensors {
  torch::Tensor weight_ih, weight_hh, bias_ih, bias_hh;
};

StagePtr recurrent(Cell cell, const RecurrentTensors& tensors);

}  // namespace mlday::fused

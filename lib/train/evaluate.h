// A network's figures on a dataset.
#pragma once

#include <torch/types.h>

#include "data/crops.h"
#include "data/dataset.h"
#include "tasks/task.h"

namespace mlday {

class Network;

struct EvaluationContext {
  std::int64_t batch_size = 128;
  int workers = 1;
  torch::Device device = torch::kCPU;
  bool fused = true;  ///< the fast way where there is one (training.fused)
};

/// Runs the network in evaluation mode (dropout off, batch norm by its statistics) over all
/// samples, in order, and leaves it in the mode it was in. Throws Interrupted where a signal that
/// is caught (core/interrupt.h) asks to stop.
Metrics evaluate(Network& network, const Task& task, const Dataset& dataset,
                 const EvaluationContext& context);

/// The network's outputs [N, ...] and the targets [N, ...] over all samples, on the CPU.
struct Outputs {
  torch::Tensor outputs, targets;
};
Outputs outputs_of(Network& network, const Dataset& dataset, const EvaluationContext& context);

/// The same for pictures of which the network sees several crops: the logarithm of the mean of its
/// softmax outputs over all of them.
Outputs outputs_over_crops(Network& network, const Dataset& dataset,
                           const EvaluationContext& context, const CropPlan& plan);

}  // namespace mlday

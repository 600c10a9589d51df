// One update.
#pragma once

#include "data/batches.h"
#include "models/module.h"
#include "optim/optimizer.h"
#include "tasks/task.h"

namespace mlday {

struct StepResult {
  torch::Tensor outputs;  ///< detached
  double loss = 0;
};

/// Forward, backward, update. `batch` is on the network's device; `random_seed` decides what is
/// random in this step (dropout), so that any step can be repeated alone.
StepResult step(Network& network, const TaskSettings& task, Optimizer& optimizer,
                const Batch& batch, double lr, std::uint64_t random_seed);

}  // namespace mlday

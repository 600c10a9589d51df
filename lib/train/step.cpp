#include "train/step.h"

#include <torch/utils.h>

namespace mlday {

StepResult step(Network& network, const TaskSettings& task, Optimizer& optimizer,
                const Batch& batch, double lr, std::uint64_t random_seed) {
  torch::manual_seed(random_seed);
  optimizer.zero_grad();
  const auto outputs = network.forward(batch.inputs);
  const auto loss = task.loss(outputs, batch.targets);
  loss.backward();
  optimizer.step(lr);
  return {outputs.detach(), loss.item<double>()};
}

}  // namespace mlday

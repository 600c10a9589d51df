#include "train/evaluate.h"

#include <torch/utils.h>

#include "core/interrupt.h"
#include "data/batches.h"
#include "models/module.h"

namespace mlday {
namespace {

/// Hands each batch to `take`: as it comes, on the CPU, and on the device.
template <class Take>
void for_each_batch(Network& network, const Dataset& dataset, const EvaluationContext& context,
                    Take take) {
  const torch::InferenceMode inference;
  const bool was_training = network.is_training();
  network.eval();
  BatchStream batches(dataset, sample_order(dataset.size()), context.batch_size, context.workers);
  while (const auto batch = batches.next()) {
    if (interrupt_signal() != 0) throw Interrupted();
    take(*batch, batch->to(context.device));
  }
  network.train(was_training);
}

/// All outputs that `forward` makes of the batches.
template <class Forward>
Outputs gather(Network& network, const Dataset& dataset, const EvaluationContext& context,
               Forward forward) {
  std::vector<torch::Tensor> outputs, targets;
  for_each_batch(network, dataset, context, [&](const Batch& batch, const Batch& on_device) {
    outputs.push_back(forward(on_device.inputs).cpu());
    targets.push_back(batch.targets.only());
  });
  return {torch::cat(outputs), torch::cat(targets)};
}

}  // namespace

Metrics evaluate(Network& network, const Task& task, const Dataset& dataset,
                 const EvaluationContext& context) {
  Meter meter(task);
  for_each_batch(network, dataset, context, [&](const Batch& batch, const Batch& on_device) {
    task.check(batch.targets);
    const auto& targets = on_device.targets;
    const auto outputs = network.forward(on_device.inputs);
    meter.add(outputs, targets, task.loss(outputs, targets), task.terms(batch.targets));
  });
  return meter.result();
}

Outputs outputs_of(Network& network, const Dataset& dataset, const EvaluationContext& context) {
  return gather(network, dataset, context,
                [&](const Fields& inputs) { return network.forward(inputs).values; });
}

Outputs outputs_over_crops(Network& network, const Dataset& dataset,
                           const EvaluationContext& context, const CropPlan& plan) {
  return gather(network, dataset, context, [&](const Fields& inputs) {
    const auto crops = crops_of(inputs.only(), plan);
    torch::Tensor sum;
    for (const auto& crop : crops) {
      const auto probabilities = network.forward(crop).values.softmax(1);
      sum = sum.defined() ? sum + probabilities : probabilities;
    }
    return (sum / static_cast<double>(crops.size())).log();
  });
}

}  // namespace mlday

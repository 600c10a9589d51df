#include "train/evaluate.h"

#include <torch/utils.h>

#include "data/batches.h"
#include "models/module.h"

namespace mlday {
namespace {

/// Hands each batch, on the device, to `take`.
template <class Take>
void for_each_batch(Network& network, const Dataset& dataset, const EvaluationContext& context,
                    Take take) {
  const torch::InferenceMode inference;
  const bool was_training = network.is_training();
  network.eval();
  BatchStream batches(dataset, sample_order(dataset.size()), context.batch_size, context.workers);
  while (auto batch = batches.next()) take(batch->to(context.device));
  network.train(was_training);
}

/// All outputs that `forward` makes of the batches.
template <class Forward>
Outputs gather(Network& network, const Dataset& dataset, const EvaluationContext& context,
               Forward forward) {
  std::vector<torch::Tensor> outputs, targets;
  for_each_batch(network, dataset, context, [&](const Batch& batch) {
    outputs.push_back(forward(batch.inputs).cpu());
    targets.push_back(batch.targets.only().cpu());
  });
  return {torch::cat(outputs), torch::cat(targets)};
}

}  // namespace

Metrics evaluate(Network& network, const Task& task, const Dataset& dataset,
                 const EvaluationContext& context) {
  Meter meter(task);
  for_each_batch(network, dataset, context, [&](const Batch& batch) {
    const auto outputs = network.forward(batch.inputs);
    meter.add(outputs, batch.targets, task.loss(outputs, batch.targets).item<double>());
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

#include "train/evaluate.h"

#include <torch/utils.h>

#include "data/batches.h"

namespace mlday {
namespace {

/// Hands each batch's outputs and targets, on the device, to `take`.
template <class Take>
void for_each_batch(Network& network, const Dataset& dataset, const EvaluationContext& context,
                    Take take) {
  const torch::InferenceMode inference;
  const bool was_training = network.is_training();
  network.eval();
  BatchStream batches(dataset, sample_order(dataset.size()), context.batch_size, context.workers);
  while (auto batch = batches.next())
    take(network.forward(batch->inputs.to(context.device)), batch->targets.to(context.device));
  network.train(was_training);
}

}  // namespace

Metrics evaluate(Network& network, const Task& task, const Dataset& dataset,
                 const EvaluationContext& context) {
  Meter meter(task);
  for_each_batch(network, dataset, context,
                 [&](const torch::Tensor& outputs, const torch::Tensor& targets) {
                   meter.add(outputs, targets, task.loss(outputs, targets).item<double>());
                 });
  return meter.result();
}

Outputs outputs_of(Network& network, const Dataset& dataset, const EvaluationContext& context) {
  std::vector<torch::Tensor> outputs, targets;
  for_each_batch(network, dataset, context,
                 [&](const torch::Tensor& output, const torch::Tensor& target) {
                   outputs.push_back(output.cpu());
                   targets.push_back(target.cpu());
                 });
  return {torch::cat(outputs), torch::cat(targets)};
}

}  // namespace mlday

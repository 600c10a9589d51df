#include "train/evaluate.h"

#include <torch/utils.h>

#include "core/interrupt.h"
#include "data/batches.h"
#include "models/module.h"
#include "train/fast_path.h"

namespace mlday {
namespace {

/// A network's outputs, the fast way where there is one.
class Forward {
 public:
  Forward(Network& network, const EvaluationContext& context) : network_(network) {
    if (context.fused) chain_ = fast_forward(network).chain;
  }
  Field operator()(const Fields& inputs) {
    if (!chain_ || inputs.size() != 1 || inputs[0].is_padded()) return network_.forward(inputs);
    const auto values = inputs.only().contiguous();  // (a crop is not)
    return chain_->takes(values) ? Field(chain_->infer(values)) : network_.forward(inputs);
  }

 private:
  Network& network_;
  std::unique_ptr<fused::Chain> chain_;
};

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
  Forward forward(network, context);
  for_each_batch(network, dataset, context, [&](const Batch& batch, const Batch& on_device) {
    task.check(batch.targets);
    const auto& targets = on_device.targets;
    const auto outputs = forward(on_device.inputs);
    meter.add(outputs, targets, task.loss(outputs, targets), task.terms(batch.targets));
  });
  return meter.result();
}

Outputs outputs_of(Network& network, const Dataset& dataset, const EvaluationContext& context) {
  Forward forward(network, context);
  return gather(network, dataset, context,
                [&](const Fields& inputs) { return forward(inputs).values; });
}

Outputs outputs_over_crops(Network& network, const Dataset& dataset,
                           const EvaluationContext& context, const CropPlan& plan) {
  Forward forward(network, context);
  return gather(network, dataset, context, [&](const Fields& inputs) {
    const auto crops = crops_of(inputs.only(), plan);
    torch::Tensor sum;
    for (const auto& crop : crops) {
      const auto probabilities = forward(crop).values.softmax(1);
      sum = sum.defined() ? sum + probabilities : probabilities;
    }
    return (sum / static_cast<double>(crops.size())).log();
  });
}

}  // namespace mlday

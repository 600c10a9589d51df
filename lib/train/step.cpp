#include "train/step.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/utils.h>

#include "models/module.h"

namespace mlday {

Stepper::Stepper(Network& network, const Task& task, Optimizer& optimizer,
                 const TrainingSettings& training, const RegularizerSettings& regularizer,
                 Team& team)
    : network_(network),
      task_(task),
      optimizer_(optimizer),
      clip_(training.gradient_clip),
      regularizer_(regularizer),
      team_(team),
      parameters_(network.parameters()),
      device_(parameters_.empty() ? torch::kCPU : parameters_.front().device()),
      accumulates_(training.accumulate_grad_batches > 1 || team.size() > 1) {
  for (const auto& module : network.modules())
    if (module && module->holds_weights())
      for (const auto& tensor : module->parameters()) weights_.push_back(tensor);
}

StepResult Stepper::step(const Batch& batch, std::uint64_t random_seed,
                         std::optional<Rates> rates) {
  torch::manual_seed(random_seed);
  if (updated_) {
    optimizer_.zero_grad();
    samples_ = 0;
    terms_ = 0;
  }
  task_.check(batch.targets);
  const double terms = task_.terms(batch.targets);
  const auto [inputs, targets] = batch.to(device_);
  const auto outputs = network_.forward(inputs);
  const auto loss = task_.loss(outputs, targets);
  // A batch's loss is a mean; as sums, batches of any size add up.
  if (accumulates_)
    (loss * terms).backward();
  else
    loss.backward();
  samples_ += batch.samples();
  terms_ += terms;
  updated_ = rates.has_value();
  const auto penalty = rates ? update(*rates) : torch::Tensor();
  return {.outputs = {outputs.values.detach(), outputs.lengths},
          .targets = targets,
          .loss = loss.detach(),
          .terms = terms,
          .updated = updated_,
          .penalty = penalty,
          .samples = samples_};
}

void Stepper::share() {
  std::vector<torch::Tensor> gradients;
  for (const auto& parameter : parameters_)
    if (parameter.grad().defined()) gradients.push_back(parameter.grad());
  if (team_.size() > 1) {
    auto shared = gradients;
    shared.push_back(torch::tensor({static_cast<double>(samples_), terms_}, torch::kFloat64));
    team_.sum(shared);
    const auto counts = shared.back().accessor<double, 1>();
    samples_ = static_cast<std::int64_t>(counts[0]);
    terms_ = counts[1];
  }
  for (auto& gradient : gradients) gradient.div_(terms_);
}

torch::Tensor Stepper::update(const Rates& rates) {
  if (accumulates_) share();
  auto penalty = regularize(regularizer_, weights_, samples_);
  if (clip_.value) torch::nn::utils::clip_grad_value_(parameters_, *clip_.value);
  if (clip_.norm) torch::nn::utils::clip_grad_norm_(parameters_, *clip_.norm);
  optimizer_.step(rates.lr, rates.momentum);
  return penalty;
}

}  // namespace mlday

#include "train/step.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/utils.h>

#include "models/module.h"

namespace mlday {
namespace {

/// Whether all gradients are numbers.
bool are_finite(const std::vector<torch::Tensor>& parameters) {
  for (const auto& parameter : parameters)
    if (parameter.grad().defined() && !parameter.grad().isfinite().all().item<bool>()) return false;
  return true;
}

}  // namespace

Stepper::Stepper(Network& network, const Task& task, Optimizer& optimizer,
                 const TrainingSettings& training, const RegularizerSettings& regularizer,
                 const Context& context)
    : network_(network),
      task_(task),
      optimizer_(optimizer),
      clip_(training.gradient_clip),
      regularizer_(regularizer),
      team_(*context.team),
      parameters_(network.parameters()),
      skips_broken_(training.on_nan == "skip"),
      timeline_(context.timeline),
      marks_(context.timeline),
      device_(parameters_.empty() ? torch::kCPU : parameters_.front().device()),
      accumulates_(training.accumulate_grad_batches > 1 || team_.size() > 1) {
  if (skips_broken_) buffers_ = network.buffers();
  if (training.fused && !accumulates_) fast_ = fast_path(network, task);
  if (fast_.chain && timeline_) fast_.chain->watch(marks_.parts());
  for (const auto& module : network.modules())
    if (module && module->holds_weights())
      for (const auto& tensor : module->parameters()) weights_.push_back(tensor);
}

StepResult Stepper::by_layers(const Fields& inputs, const Fields& targets, double terms) {
  const auto outputs = network_.forward(inputs, marks_.forward());
  const auto loss = task_.loss(outputs, targets);
  mark(timeline_, "loss");
  StepResult result{.outputs = {outputs.values.detach(), outputs.lengths},
                    .targets = targets,
                    .loss = loss.detach(),
                    .terms = terms};
  if (skips_broken_ && !loss.isfinite().item<bool>()) return result;
  // A batch's loss is a mean; as sums, batches of any size add up.
  if (accumulates_)
    (loss * terms).backward();
  else
    loss.backward();
  marks_.backward_ended();
  return result;
}

StepResult Stepper::by_chain(const Fields& inputs, const Fields& targets, double terms) {
  const auto [outputs, loss] =
      fast_.chain->run(inputs.only(), targets.only(), marks_.stages(fast_.layers));
  return {.outputs = outputs,
          .targets = targets,
          .loss = torch::scalar_tensor(loss, torch::kFloat32),
          .terms = terms};
}

StepResult Stepper::step(const Batch& batch, std::uint64_t random_seed,
                         std::optional<Rates> rates) {
  auto* chain = fast_.chain.get();
  const bool is_fast = chain && network_.is_training() && batch.inputs.size() == 1 &&
                       !batch.inputs[0].is_padded() && batch.targets.size() == 1 &&
                       chain->takes(batch.inputs.only(), batch.targets.only());
  if (!is_fast || chain->draws()) torch::manual_seed(random_seed);
  if (updated_) {
    if (!is_fast) optimizer_.zero_grad();
    samples_ = 0;
    terms_ = 0;
  }
  kept_buffers_.clear();
  for (const auto& buffer : buffers_) kept_buffers_.push_back(buffer.clone());
  task_.check(batch.targets);
  const double terms = task_.terms(batch.targets);
  mark(timeline_, "preparing");
  const auto [inputs, targets] = batch.to(device_);
  mark(timeline_, "transfer");
  auto result = is_fast ? by_chain(inputs, targets, terms) : by_layers(inputs, targets, terms);
  if (skips_broken_ && !result.loss.isfinite().item<bool>()) return left_out(std::move(result));
  samples_ += batch.samples();
  terms_ += terms;
  if (skips_broken_ && !are_finite(parameters_)) return left_out(std::move(result));
  result.updated = updated_ = rates.has_value();
  if (rates) result.penalty = update(*rates);
  result.samples = samples_;
  mark(timeline_, "optimizer");
  return result;
}

StepResult Stepper::left_out(StepResult result) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < buffers_.size(); ++i) buffers_[i].copy_(kept_buffers_[i]);
  // (Of several batches that make an update together, those before it are left out, too.)
  updated_ = true;
  result.updated = false;
  result.skipped = true;
  return result;
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

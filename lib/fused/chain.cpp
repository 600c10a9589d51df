#include "fused/chain.h"

#include <torch/utils.h>

#include <algorithm>
#include <limits>

#include "fused/transpose.h"

namespace mlday::fused {

Chain::Chain(std::vector<StagePtr> stages, LossPtr loss, std::vector<std::int64_t> sample)
    : stages_(std::move(stages)),
      loss_(std::move(loss)),
      sample_(std::move(sample)),
      values_(stages_.size()) {}

bool Chain::takes(const torch::Tensor& inputs) const {
  if (!inputs.is_cpu() || !inputs.is_contiguous() || inputs.dim() < 2 || inputs.numel() == 0)
    return false;
  const auto known = stages_.front()->symbols();
  if (!known)
    return inputs.scalar_type() == torch::kFloat32 &&
           inputs.sizes().slice(1) == torch::IntArrayRef(sample_);
  if (inputs.scalar_type() != torch::kInt64 || inputs.dim() != 2) return false;
  const auto* at = inputs.data_ptr<std::int64_t>();
  return std::all_of(at, at + inputs.numel(),
                     [&](std::int64_t symbol) { return symbol >= 0 && symbol < *known; });
}

bool Chain::takes(const torch::Tensor& inputs, const torch::Tensor& targets) const {
  return takes(inputs) && loss_->takes(targets, stages_.back()->outputs()) &&
         targets.size(0) == inputs.size(0) &&
         (!reads_symbols() || inputs.sizes() == targets.sizes()) &&
         std::all_of(stages_.begin(), stages_.end(),
                     [&](const StagePtr& stage) { return inputs.size(0) >= stage->least_rows(); });
}

bool Chain::draws() const {
  return std::any_of(stages_.begin(), stages_.end(),
                     [](const StagePtr& stage) { return stage->draws(); });
}

void Chain::make_room(std::int64_t rows, bool of_gradients) {
  const auto hold = [](std::vector<float>& values, std::int64_t count) {
    if (values.size() < static_cast<std::size_t>(count))
      values.resize(static_cast<std::size_t>(count));
  };
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const auto count = rows * stages_[i]->outputs();
    hold(values_[i], count);
    if (!of_gradients) continue;
    hold(gradient_, count);
    hold(gradient_before_, count);
  }
}

Values Chain::enter(const torch::Tensor& inputs, std::int64_t steps) {
  if (reads_symbols()) {
    symbols_.clear();
    for (std::int64_t n = 0; n < inputs.size(0); ++n) {
      const auto* at = inputs.data_ptr<std::int64_t>() + n * inputs.size(1);
      symbols_.insert(symbols_.end(), at, at + steps);
    }
    Values values{.rows = inputs.size(0) * steps, .steps = steps};
    values.symbols = symbols_.data();
    return values;
  }
  const auto rows = inputs.size(0), features = inputs.numel() / rows;
  const auto* at = inputs.data_ptr<float>();
  constexpr std::int64_t small = 1 << 14;  // that is turned around sooner than multiplied by rows
  const auto order = stages_.front()->order();
  if (order == Order::rows || (order == Order::either && rows * features > small))
    return {at, features, rows, true};
  entering_.resize(static_cast<std::size_t>(rows * features));
  transpose(at, rows, features, entering_.data());
  return {entering_.data(), features, rows};
}

void Chain::hand_out(const Values& last, const torch::Tensor& inputs) {
  std::vector<std::int64_t> shape{inputs.size(0)};
  if (reads_symbols()) shape.push_back(inputs.size(1));
  shape.push_back(last.features);
  if (!outputs_.defined() || outputs_.sizes() != torch::IntArrayRef(shape))
    outputs_ = torch::empty(shape);
  auto* to = outputs_.data_ptr<float>();
  if (!reads_symbols() || last.steps == inputs.size(1))
    return transpose(last.at, last.features, last.rows, to);
  // (Room that the way back does not need yet.)
  transpose(last.at, last.features, last.rows, gradient_before_.data());
  outputs_.zero_();
  const auto of_sample = last.steps * last.features;
  for (std::int64_t n = 0; n < inputs.size(0); ++n)
    std::copy_n(gradient_before_.data() + n * of_sample, of_sample,
                to + n * inputs.size(1) * last.features);
}

void Chain::watch(const std::function<void(const std::string&, bool)>& tap) {
  for (const auto& stage : stages_) stage->watch(tap);
}

Chain::Result Chain::run(const torch::Tensor& inputs, const torch::Tensor& targets,
                         const Tap& tap) {
  const torch::NoGradGuard no_gradients;
  // (What is dropped depends on places, so that then all steps must be there.)
  const auto steps = !reads_symbols() ? 1 : draws() ? inputs.size(1) : loss_->steps(targets);
  const auto rows = inputs.size(0) * steps;
  make_room(rows, true);
  const auto first = enter(inputs, steps);
  Values input = first;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    stages_[i]->forward(input, values_[i].data());
    input = {values_[i].data(), stages_[i]->outputs(), rows, false, steps};
    if (tap) tap(i, false);
  }
  hand_out(input, inputs);
  const double mean = loss_->run(input.at, input.features, rows, targets, gradient_.data());
  const auto loss = mean > std::numeric_limits<float>::max()
                        ? std::numeric_limits<float>::infinity()
                        : static_cast<float>(mean);
  if (tap) tap(stages_.size(), false);
  go_back(first, tap);
  return {outputs_, loss};
}

torch::Tensor Chain::infer(const torch::Tensor& inputs) {
  const torch::NoGradGuard no_gradients;
  const auto steps = reads_symbols() ? inputs.size(1) : 1;
  const auto rows = inputs.size(0) * steps;
  make_room(rows, false);
  Values input = enter(inputs, steps);
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    stages_[i]->infer(input, values_[i].data());
    input = {values_[i].data(), stages_[i]->outputs(), rows, false, steps};
  }
  outputs_ = torch::Tensor();  // the caller keeps it
  hand_out(input, inputs);
  return outputs_;
}

void Chain::go_back(const Values& first, const Tap& tap) {
  for (auto i = stages_.size(); i-- > 0;) {
    const auto input = i == 0 ? first
                              : Values{values_[i - 1].data(), stages_[i - 1]->outputs(), first.rows,
                                       false, first.steps};
    stages_[i]->backward(input, values_[i].data(), gradient_.data(),
                         i == 0 ? nullptr : gradient_before_.data());
    std::swap(gradient_, gradient_before_);
    if (tap) tap(i, true);
  }
}

}  // namespace mlday::fused

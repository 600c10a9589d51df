#include "fused/chain.h"

#include <torch/utils.h>

#include <algorithm>
#include <limits>

#include "fused/transpose.h"

namespace mlday::fused {

Chain::Chain(std::vector<StagePtr> stages, LossPtr loss)
    : stages_(std::move(stages)), loss_(std::move(loss)), values_(stages_.size()) {}

bool Chain::takes(const torch::Tensor& inputs, const torch::Tensor& targets) const {
  return inputs.is_cpu() && inputs.scalar_type() == torch::kFloat32 && inputs.is_contiguous() &&
         inputs.dim() >= 2 && inputs.numel() > 0 &&
         std::all_of(
             stages_.begin(), stages_.end(),
             [&](const StagePtr& stage) { return inputs.size(0) >= stage->least_rows(); }) &&
         loss_->takes(targets, stages_.back()->outputs()) && targets.size(0) == inputs.size(0);
}

bool Chain::draws() const {
  return std::any_of(stages_.begin(), stages_.end(),
                     [](const StagePtr& stage) { return stage->draws(); });
}

void Chain::make_room(std::int64_t rows) {
  if (!outputs_.defined() || outputs_.size(0) != rows)
    outputs_ = torch::empty({rows, stages_.back()->outputs()});
  if (rows <= room_) return;
  room_ = rows;
  std::int64_t widest = 0;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    values_[i].resize(static_cast<std::size_t>(rows * stages_[i]->outputs()));
    widest = std::max(widest, stages_[i]->outputs());
  }
  gradient_.resize(static_cast<std::size_t>(rows * widest));
  gradient_before_.resize(gradient_.size());
}

Values Chain::enter(const torch::Tensor& inputs) {
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

void Chain::watch(const std::function<void(const std::string&, bool)>& tap) {
  for (const auto& stage : stages_) stage->watch(tap);
}

Chain::Result Chain::run(const torch::Tensor& inputs, const torch::Tensor& targets,
                         const Tap& tap) {
  const torch::NoGradGuard no_gradients;
  const auto rows = inputs.size(0);
  make_room(rows);
  const auto first = enter(inputs);
  Values input = first;
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    stages_[i]->forward(input, values_[i].data());
    input = {values_[i].data(), stages_[i]->outputs(), rows};
    if (tap) tap(i, false);
  }
  transpose(input.at, input.features, rows, outputs_.data_ptr<float>());
  const double mean = loss_->run(input.at, input.features, rows, targets, gradient_.data());
  const auto loss = mean > std::numeric_limits<float>::max()
                        ? std::numeric_limits<float>::infinity()
                        : static_cast<float>(mean);
  if (tap) tap(stages_.size(), false);
  go_back(first, rows, tap);
  return {outputs_, loss};
}

void Chain::go_back(const Values& first, std::int64_t rows, const Tap& tap) {
  for (auto i = stages_.size(); i-- > 0;) {
    const auto input =
        i == 0 ? first : Values{values_[i - 1].data(), stages_[i - 1]->outputs(), rows};
    stages_[i]->backward(input, values_[i].data(), gradient_.data(),
                         i == 0 ? nullptr : gradient_before_.data());
    std::swap(gradient_, gradient_before_);
    if (tap) tap(i, true);
  }
}

}  // namespace mlday::fused

// A built layer, and the network of them.
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <vector>

#include "models/plan.h"

namespace mlday {

/// A layer that holds tensors; `forward` takes and returns a batch [N, ...].
class LayerModule : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(const torch::Tensor& input) = 0;
};

/// The layers of a plan, one after the other. Parameters are named `<layer>.weight`,
/// `<layer>.bias`.
class Network : public torch::nn::Module {
 public:
  explicit Network(const Plan& plan);

  /// Sees each layer's output as it is made, for whoever looks inside.
  using Tap = std::function<void(const PlannedLayer&, const torch::Tensor& output)>;
  torch::Tensor forward(const torch::Tensor& input, const Tap& tap = nullptr);

  const Plan& plan() const { return plan_; }

 private:
  Plan plan_;
  std::vector<std::shared_ptr<LayerModule>> modules_;
};

}  // namespace mlday

// A built layer, and the network of them.
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <vector>

#include "models/plan.h"
#include "tensors/fields.h"

namespace mlday {

/// A layer that holds tensors; `forward` takes what it reads and returns what it makes of a batch,
/// [N, ...]. Samples that end earlier are filled up behind their end: it must not matter with what.
class LayerModule : public torch::nn::Module {
 public:
  virtual Field forward(const Fields& inputs) = 0;

  /// The random numbers that a tensor of this layer starts from.
  using StreamOf = std::function<at::Generator(const std::string& tensor)>;
  /// Starts the layer's tensors, under no_grad: by default a `weight` of two dimensions or more and
  /// its `bias`.
  virtual void start(const InitSettings& settings, const StreamOf& stream);

  /// Whether its tensors are weights, which a regularizer keeps small, and no factors of a norm.
  virtual bool holds_weights() const { return true; }
};

/// A layer that makes of one tensor another, every sample and every step alike.
class UnaryModule : public LayerModule {
 public:
  virtual torch::Tensor forward(const torch::Tensor& input) = 0;
  Field forward(const Fields& inputs) final { return {forward(inputs.only()), inputs[0].lengths}; }
};

/// The layers of a plan. Parameters are named `<layer>.weight`, `<layer>.bias`.
class Network : public torch::nn::Module {
 public:
  explicit Network(const Plan& plan);

  /// Is called after each layer with its input and its output.
  using Tap = std::function<void(const PlannedLayer&, const Field& input, const Field& output)>;
  /// `inputs` are the plan's, in their order.
  Field forward(const Fields& inputs, const Tap& tap = nullptr);

  /// Frozen layers stay in evaluation mode: their batch norm keeps its statistics.
  void train(bool on = true) override;

  const Plan& plan() const { return plan_; }
  /// The module of each of the plan's layers; null for a mere join.
  const std::vector<std::shared_ptr<LayerModule>>& modules() const { return modules_; }

 private:
  void put(const std::string& name, const std::shared_ptr<LayerModule>& module);

  Plan plan_;
  std::vector<std::shared_ptr<LayerModule>> modules_;
  std::vector<std::size_t> last_use_;  ///< of each layer's output, as the index of its reader
};

}  // namespace mlday

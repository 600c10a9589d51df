// A built layer, and the network of them.
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <vector>

#include "fused/pictures/operations.h"
#include "fused/stage.h"
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

  /// What a layer keeps of the steps that it has seen.
  using State = std::vector<torch::Tensor>;
  /// Whether what it makes of a step depends on earlier ones through a state alone.
  virtual bool can_advance() const { return false; }
  /// Reads the steps [N, steps, ...] that follow those of before; `state` is empty at first.
  virtual Field advance(const Fields& inputs, State& /*state*/) { return forward(inputs); }

  /// Adds its training as stages over so many features (fused/chain.h); false where it has no such
  /// form.
  virtual bool fuse(std::int64_t /*features*/, std::vector<fused::StagePtr>& /*stages*/) {
    return false;
  }
  /// Its training as an operation on pictures [C, H, W]; null where it has no such form.
  virtual fused::PictureOperationPtr fuse_pictures(const Shape& /*input*/) { return nullptr; }
};

/// A layer that makes of one tensor another, every sample and every step alike.
class UnaryModule : public LayerModule {
 public:
  virtual torch::Tensor forward(const torch::Tensor& input) = 0;
  Field forward(const Fields& inputs) final { return {forward(inputs.only()), inputs[0].lengths}; }
  bool can_advance() const override { return true; }
};

/// The layers of a plan. Parameters are named `<layer>.weight`, `<layer>.bias`.
class Network : public torch::nn::Module {
 public:
  explicit Network(const Plan& plan);

  /// Is called after each layer with its input and its output.
  using Tap = std::function<void(const PlannedLayer&, const Field& input, const Field& output)>;
  /// `inputs` are the plan's, in their order.
  Field forward(const Fields& inputs, const Tap& tap = nullptr);

  /// Each layer's state.
  using State = std::vector<LayerModule::State>;
  /// Whether sequences may be read piece by piece.
  bool can_advance() const;
  /// The outputs of the steps that follow those of before; `state` is empty at first.
  Field advance(const Fields& inputs, State& state);

  /// Frozen layers stay in evaluation mode: their batch norm keeps its statistics.
  void train(bool on = true) override;

  const Plan& plan() const { return plan_; }
  /// The module of each of the plan's layers; null for a mere join.
  const std::vector<std::shared_ptr<LayerModule>>& modules() const { return modules_; }

 private:
  void put(const std::string& name, const std::shared_ptr<LayerModule>& module);
  /// Goes through the layers; `run(i, taken)` is what layer i makes of what it takes.
  template <class Run>
  Field pass(const Fields& inputs, const Tap& tap, const Run& run);

  Plan plan_;
  std::vector<std::shared_ptr<LayerModule>> modules_;
  std::vector<std::size_t> last_use_;  ///< of each layer's output, as the index of its reader
};

}  // namespace mlday

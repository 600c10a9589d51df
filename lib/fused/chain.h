// A network's layers one after the other, forward and backward in one go: no autograd, no new
// memory, no thread to wake where the work is small. It gives what the layers themselves give, but
// for the last bits.
#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

#include "fused/loss.h"
#include "fused/stage.h"

namespace mlday::fused {

class Chain {
 public:
  /// For samples of this shape; of symbols, however many. `loss` may be null, for `infer` alone.
  Chain(std::vector<StagePtr> stages, LossPtr loss, std::vector<std::int64_t> sample);

  /// Whether it is made for such inputs: float32 [samples, the sample's shape], or symbols that it
  /// knows, int64 [samples, steps]; on the CPU.
  bool takes(const torch::Tensor& inputs) const;
  /// The same of a batch to learn from: targets of the loss' kind, and samples enough.
  bool takes(const torch::Tensor& inputs, const torch::Tensor& targets) const;
  bool draws() const;

  struct Result {
    /// [samples, features] or [samples, steps, features]; valid until the next run. Steps that the
    /// loss does not ask for are 0.
    torch::Tensor outputs;
    float loss = 0;  ///< the mean; infinite where a float cannot hold it
  };
  /// Is called after each piece of work: a stage by its index, forward and later backward; between
  /// them, with the index behind the last, the loss.
  using Tap = std::function<void(std::size_t stage, bool backward)>;
  /// Computes the outputs of inputs that it takes, the loss, and the gradients of all parameters,
  /// which are written over those of before.
  Result run(const torch::Tensor& inputs, const torch::Tensor& targets, const Tap& tap = nullptr);
  /// The outputs alone, in evaluation, as a new tensor.
  torch::Tensor infer(const torch::Tensor& inputs);
  /// As Stage::watch, of all stages.
  void watch(const std::function<void(const std::string& layer, bool backward)>& tap);

 private:
  bool reads_symbols() const { return stages_.front()->symbols().has_value(); }
  /// Makes room for the stages' outputs of so many rows, and for their gradients.
  void make_room(std::int64_t rows, bool of_gradients);
  Values enter(const torch::Tensor& inputs, std::int64_t steps);
  void hand_out(const Values& last, const torch::Tensor& inputs);
  void go_back(const Values& first, const Tap& tap);

  std::vector<StagePtr> stages_;
  LossPtr loss_;
  std::vector<std::int64_t> sample_;
  std::vector<float> entering_;             ///< the inputs as planes
  std::vector<std::int64_t> symbols_;       ///< or as symbols
  std::vector<std::vector<float>> values_;  ///< each stage's output
  std::vector<float> gradient_, gradient_before_;
  torch::Tensor outputs_;
};

}  // namespace mlday::fused

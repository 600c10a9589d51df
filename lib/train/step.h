// One update: the gradients of a batch or several, what is added to them and cut off, the rule.
#pragma once

#include <memory>

#include "data/batches.h"
#include "optim/optimizer.h"
#include "tasks/learner.h"
#include "tensors/context.h"
#include "train/fast_path.h"
#include "train/layer_marks.h"
#include "train/regularizer.h"
#include "train/settings.h"

namespace mlday {

class Network;

/// What an update is made with.
struct Rates {
  double lr = 0;
  std::optional<double> momentum = std::nullopt;  ///< in place of the optimizer's
};

/// Makes updates of a network from batches, which are on the CPU and are moved to its device.
class Stepper {
 public:
  Stepper(Network& network, const Task& task, Optimizer& optimizer,
          const TrainingSettings& training = {}, const RegularizerSettings& regularizer = {},
          const Context& context = {});

  /// Forward and backward; with `rates`, then the update by all batches since the last one, of all
  /// members of the team, each sample counting the same. `random_seed` decides what is random in
  /// this step (dropout), so that any step can be repeated alone.
  StepResult step(const Batch& batch, std::uint64_t random_seed, std::optional<Rates> rates);

 private:
  /// Makes means of the gradients' sums.
  void share();
  /// Forward and backward by the layers themselves; leaves the gradients undone where the loss is
  /// no number and such batches are left out.
  StepResult by_layers(const Fields& inputs, const Fields& targets, double terms);
  /// The same by the chain.
  StepResult by_chain(const Fields& inputs, const Fields& targets, double terms);
  /// Undoes what a step did that is to be left out.
  StepResult left_out(StepResult result);
  /// Returns what the regularizers cost.
  torch::Tensor update(const Rates& rates);

  Network& network_;
  const Task& task_;
  Optimizer& optimizer_;
  GradientClipSettings clip_;
  RegularizerSettings regularizer_;
  Team& team_;
  std::vector<torch::Tensor> parameters_, weights_;  ///< all; those that the regularizer weighs
  bool skips_broken_;                                ///< training.on_nan: skip
  std::vector<torch::Tensor> buffers_;       ///< batch norms' statistics, where those are skipped
  std::vector<torch::Tensor> kept_buffers_;  ///< as they were before the step
  FastPath fast_;                            ///< the chain may be null
  Timeline* timeline_;                       ///< null where nobody measures
  LayerMarks marks_;
  torch::Device device_;
  bool accumulates_;  ///< several batches make an update
  bool updated_ = true;
  std::int64_t samples_ = 0;
  double terms_ = 0;  ///< of those samples' losses
};

}  // namespace mlday

// What a batch's loss, metrics and predictions are.
#pragma once

#include <torch/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/roster.h"
#include "core/metrics.h"
#include "data/facts.h"
#include "fused/loss.h"
#include "models/plan.h"
#include "tasks/sums.h"
#include "tensors/context.h"
#include "tensors/fields.h"
#include "tensors/shape.h"

namespace mlday {

struct DataParts;

/// A task at work on data that is known.
class Task {
 public:
  virtual ~Task() = default;
  /// The loss that is trained on: a scalar, the mean over the batch's terms. `outputs` is the
  /// network's, [N, ...].
  virtual torch::Tensor loss(const Field& outputs, const Fields& targets) const = 0;
  /// Refuses targets that the loss is not made for. Asked of every batch before it goes to the
  /// device, where a look at numbers would wait for it.
  virtual void check(const Fields& /*targets*/) const {}
  /// The same loss as the last stage of a chain (fused/chain.h); null where it has no such form.
  virtual fused::LossPtr fused_loss() const { return nullptr; }
  /// How many terms that mean is over: the samples, unless the task counts otherwise. Batches are
  /// put together by it. Asked of targets on the CPU.
  virtual double terms(const Fields& targets) const {
    return static_cast<double>(targets[0].samples());
  }
  /// Adds what the metrics beside the loss are made of.
  virtual void measure(const Field& outputs, const Fields& targets, Sums& sums) const = 0;
  /// The same of figures that only evaluated parts have (MetricInfo::evaluation_only).
  virtual void measure_evaluation(const Field& /*outputs*/, const Fields& /*targets*/,
                                  Sums& /*sums*/) const {}
  /// The metrics but the loss, from such sums over `sums.at("samples")` samples.
  virtual Metrics figures(const Sums& sums) const = 0;
  /// Follows the loss from one training step to the next, over all epochs, in sums that are called
  /// "running_...".
  virtual void follow(const torch::Tensor& /*loss*/, Sums&) const {}
  /// What a user reads the outputs as: probabilities [N, ..., classes], or numbers in the targets'
  /// own units.
  virtual torch::Tensor predictions(const torch::Tensor& outputs) const = 0;
  /// What a user reads the targets as: numbers in their own units; undefined where there are none.
  virtual torch::Tensor truths(const torch::Tensor& targets) const { return targets; }
};

class Learner;

/// What a learner is made with.
struct LearnerData {
  const Plan& plan;
  const DataParts& data;
  const Context& context;
  std::uint64_t seed = 0;
};

/// Why a task does not fit the data: the key to blame, what is wrong, what to do.
struct Misfit {
  std::string key, message, hint;
};

/// A task, as the config chose it.
struct TaskSettings {
  virtual ~TaskSettings() = default;
  /// What an epoch reports, in order; the loss is the first. Validation's begin with "val_".
  virtual std::vector<MetricInfo> metrics() const = 0;
  virtual std::optional<Misfit> misfit(const DataFacts& facts) const = 0;
  /// The shape that a network's output must have.
  virtual Shape output_shape(const DataFacts& facts) const = 0;
  /// Whether the loss wants plain numbers of any size and sign, of which it makes probabilities.
  virtual bool wants_logits() const { return true; }
  virtual std::unique_ptr<Task> make(const DataFacts& facts) const = 0;

  /// Whether it brings a network and a way to learn of its own. Then a config has no model and no
  /// optimizer, and data needs no targets; else it learns by gradients (train/supervised.h).
  virtual bool brings_learner() const { return false; }
  /// The network that it brings.
  virtual Plan network(const PlanInputs& inputs, const DataFacts& facts) const;
  /// The learner that it brings, at the start of a run.
  virtual std::unique_ptr<Learner> make_learner(const LearnerData& data) const;
  /// Puts into the facts what its outputs are called, where targets do not say it.
  virtual void name_outputs(DataFacts&) const {}
};

/// Gathers an epoch's figures batch by batch; they are the same whatever the batches' sizes.
class Meter {
 public:
  /// In training it also follows the loss from step to step, for which epochs are no end.
  explicit Meter(const Task& task, bool training = false) : task_(task), training_(training) {}
  /// A batch: its loss [], which is a mean over so many terms (Task::terms).
  void add(const Field& outputs, const Fields& targets, const torch::Tensor& loss, double terms);
  /// The same of a batch on the CPU.
  void add(const Field& outputs, const Fields& targets, double loss);
  /// What the regularizers cost beside the loss of so many samples.
  void add_penalty(const torch::Tensor& penalty, std::int64_t samples);
  /// Reads the figures; waits for the device.
  Metrics result() const;
  bool is_empty() const { return !sums_.contains("samples"); }
  /// Forgets all but what is followed over epochs.
  void begin_epoch();
  /// For a run that goes on later, also from the middle of an epoch; empty if there is nothing.
  const Sums& state() const { return sums_; }
  void restore(Sums sums) { sums_ = std::move(sums); }

 private:
  const Task& task_;
  bool training_;
  Sums sums_;
};

const Roster<TaskSettings>& tasks();

}  // namespace mlday

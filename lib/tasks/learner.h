// What a run trains, and how it learns from a batch. Most tasks learn by gradients
// (train/supervised.h); a task that does not brings a learner of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "core/metrics.h"
#include "data/parts.h"
#include "store/json.h"
#include "tasks/task.h"
#include "tensors/named_tensors.h"

namespace mlday {

class Network;

/// Where in a run a batch comes.
struct BatchPlace {
  std::uint64_t seed = 0;     ///< the run's
  std::int64_t number = 0;    ///< over all epochs, from 0
  std::int64_t in_epoch = 1;  ///< from 1
  std::int64_t batches = 1;   ///< of the epoch
  std::int64_t updates = 0;   ///< before it
  double lr_factor = 1;       ///< on the learning rate
};

/// What a step saw. Its tensors are on the network's device: to read their numbers is to wait for
/// it.
struct StepResult {
  Field outputs;  ///< detached; from before the update
  Fields targets;
  torch::Tensor loss;  ///< [], of the data alone, the mean over `terms`
  double terms = 0;
  bool updated = true;       ///< whether the weights changed
  bool skipped = false;      ///< left out, as its loss or its gradients were no numbers
  torch::Tensor penalty;     ///< [], the regularizers'; undefined without them or an update
  std::int64_t samples = 0;  ///< that the gradients up to now are of
};

class Learner {
 public:
  virtual ~Learner() = default;

  /// What makes outputs of inputs; it holds the weights.
  virtual Network& network() = 0;
  virtual const Task& task() const = 0;

  /// Learns from a batch, which is on the CPU.
  virtual StepResult step(const Batch& batch, const BatchPlace& place) = 0;
  /// After so many updates in all; `metrics` are the epoch's. Returns what changed by it: "lr 0.001
  /// -> 0.0001".
  virtual std::optional<std::string> epoch_ended(std::int64_t /*updates*/,
                                                 const Metrics& /*metrics*/) {
    return std::nullopt;
  }
  /// Asked after an epoch's last batch: why more epochs would change nothing.
  virtual std::optional<std::string> ended() const { return std::nullopt; }
  /// The learning rate after so many updates; NaN where there is none.
  virtual double lr(std::int64_t /*updates*/) const {
    return std::numeric_limits<double>::quiet_NaN();
  }

  /// What the checkpoint `best` holds.
  virtual NamedTensors weights() = 0;
  /// What a run that goes on must have beside: tensors, and entries of the checkpoint's progress.
  virtual NamedTensors state() { return {}; }
  virtual void write_progress(OrderedJson& /*progress*/) const {}
  virtual void read_progress(const OrderedJson& /*progress*/) {}

  /// Looks with each set of weights in place that figures are told of: the weights as they are, by
  /// the name "", and averages.
  virtual void each_weights(const std::function<void(const std::string& name)>& look) { look(""); }
};

}  // namespace mlday

// What a batch's loss, metrics and predictions are.
#pragma once

#include <torch/types.h>

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "config/roster.h"
#include "core/metrics.h"
#include "models/shape.h"

namespace mlday {

/// Gathers an epoch's figures batch by batch; means are over samples, whatever the batches' sizes.
class Meter {
 public:
  virtual ~Meter() = default;
  /// `loss` is the batch's mean.
  virtual void add(const torch::Tensor& outputs, const torch::Tensor& targets, double loss) = 0;
  virtual Metrics result() const = 0;
  /// For a run that goes on from the middle of an epoch.
  virtual nlohmann::ordered_json state() const = 0;
  virtual void restore(const nlohmann::ordered_json& state) = 0;
};

/// A task, as the config chose it.
struct TaskSettings {
  virtual ~TaskSettings() = default;
  /// What an epoch reports, in order; the loss is among them. Validation's begin with "val_".
  virtual std::vector<MetricInfo> metrics() const = 0;
  virtual std::unique_ptr<Meter> meter() const = 0;
  /// The loss that is trained on: a scalar, the mean over the batch. `outputs` is the network's.
  virtual torch::Tensor loss(const torch::Tensor& outputs, const torch::Tensor& targets) const = 0;
  /// Whether targets are classes; else they are numbers.
  virtual bool learns_classes() const { return true; }
  /// The shape a network's output must have for this many classes (or numbers).
  virtual Shape output_shape(std::int64_t classes) const = 0;
};

Kind<TaskSettings> classification();

const Roster<TaskSettings>& tasks();

}  // namespace mlday

// Learning by gradients: a network, a task's loss, an optimizer with its learning rate.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "anneal/annealer.h"
#include "models/module.h"
#include "tasks/learner.h"
#include "train/step.h"
#include "train/weight_average.h"

namespace mlday {

class Supervised : public Learner {
 public:
  struct Parts {
    const Plan& plan;
    std::unique_ptr<Task> task;
    const OptimizerSettings& optimizer;
    std::unique_ptr<Annealer> annealer;
    const TrainingSettings& training;
    const RegularizerSettings& regularizer;
    const Context& context;
  };
  /// `start` gives the new network the weights that training begins with. The settings must live as
  /// long as the learner.
  Supervised(Parts parts, const std::function<void(Network&)>& start);
  Supervised(const Supervised&) = delete;  // its parts know each other by address
  Supervised& operator=(const Supervised&) = delete;

  Network& network() override { return network_; }
  const Task& task() const override { return *task_; }
  Stepper& stepper() { return stepper_; }

  StepResult step(const Batch& batch, const BatchPlace& place) override;
  std::optional<std::string> epoch_ended(std::int64_t updates, const Metrics& metrics) override {
    return annealer_->epoch_ended(updates, metrics);
  }
  double lr(std::int64_t updates) const override { return annealer_->lr(updates); }
  NamedTensors weights() override;
  NamedTensors state() override;
  void write_progress(OrderedJson& progress) const override;
  void read_progress(const OrderedJson& progress) override;
  void each_weights(const std::function<void(const std::string& name)>& look) override;

 private:
  Network network_;
  std::unique_ptr<Task> task_;
  std::unique_ptr<Annealer> annealer_;
  std::int64_t batches_per_update_;
  std::uint64_t rank_;
  Optimizer optimizer_;
  Stepper stepper_;
  std::optional<WeightAverage> average_;
  NamedTensors weights_;  ///< as `weights` gives them
};

}  // namespace mlday

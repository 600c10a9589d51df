// The settings of `task: recommendation`.
#pragma once

#include "tasks/task.h"

namespace mlday {

struct Recommendation : TaskSettings {
  std::string method = "als";
  std::int64_t rank = 10, k = 10, bias_passes = 10;
  double regularization = .1, bias_regularization = 5, alpha = 40, init_std = .1;
  double lr = .005, lr_decay = 1;
  bool biases = true, implicit = false, weighted = false;
  std::optional<double> relevant_from;

  bool is_by_gradients() const { return method == "sgd"; }
  bool has_biases() const { return biases && !implicit; }

  std::vector<MetricInfo> metrics() const override;
  std::optional<Misfit> misfit(const DataFacts& facts) const override;
  Shape output_shape(const DataFacts&) const override;
  bool wants_logits() const override { return false; }
  std::unique_ptr<Task> make(const DataFacts& facts) const override;
  bool brings_learner() const override { return true; }
  Plan network(const PlanInputs& inputs, const DataFacts& facts) const override;
  std::unique_ptr<Learner> make_learner(const LearnerData& data) const override;
};

}  // namespace mlday

// Tasks at work on facts made up by a test.
#pragma once

#include "tasks/task.h"
#include "torch_helpers.h"

namespace mlday::test {

inline DataFacts classes(std::size_t count) {
  DataFacts facts;
  for (std::size_t i = 0; i < count; ++i) facts.class_names.push_back(std::to_string(i));
  return facts;
}

inline DataFacts numbers(std::vector<std::string> names) {
  DataFacts facts;
  facts.target_names = std::move(names);
  return facts;
}

inline std::unique_ptr<Task> task_of(const std::string& yaml, DataFacts facts,
                                     std::vector<std::int64_t> class_counts = {}) {
  facts.class_counts = std::move(class_counts);
  return chosen(tasks(), yaml)->make(facts);
}

/// Checks a loss and its gradient against a figure.
inline void check_loss(const Task& task, const torch::Tensor& outputs, const torch::Tensor& targets,
                       const nlohmann::json& expected) {
  const auto leaf = outputs.clone().requires_grad_();
  const auto loss = task.loss(leaf, targets);
  loss.backward();
  CHECK(loss.item<double>() == Approx(expected.at("loss").get<double>()).epsilon(1e-12));
  CHECK(deviation(leaf.grad(), expected.at("gradient")) < 1e-12);
}

}  // namespace mlday::test

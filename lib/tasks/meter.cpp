#include <torch/utils.h>

#include "tasks/task.h"

namespace mlday {
namespace {

constexpr const char* followed = "running_";
constexpr const char* penalty_sum = "penalty";

}  // namespace

void Meter::add(const Field& outputs, const Fields& targets, const torch::Tensor& loss,
                double terms) {
  sums_.add("samples", static_cast<double>(targets[0].samples()));
  sums_.add("terms", terms);
  sums_.add("loss", loss, terms);
  task_.measure(outputs, targets, sums_);
  if (training_)
    task_.follow(loss, sums_);
  else
    task_.measure_evaluation(outputs, targets, sums_);
}

void Meter::add(const Field& outputs, const Fields& targets, double loss) {
  add(outputs, targets, torch::scalar_tensor(loss, torch::kFloat64), task_.terms(targets));
}

void Meter::add_penalty(const torch::Tensor& penalty, std::int64_t samples) {
  sums_.add(penalty_sum, penalty, static_cast<double>(samples));
}

Metrics Meter::result() const {
  Metrics metrics;
  metrics.set("loss", sums_.at("loss") / sums_.at("terms"));
  const auto figures = task_.figures(sums_);
  for (const auto& [name, value] : figures.items()) metrics.set(name, value);
  if (sums_.contains(penalty_sum))
    metrics.set("penalty", sums_.at(penalty_sum) / sums_.at("samples"));
  return metrics;
}

void Meter::begin_epoch() { sums_.keep_only(followed); }

}  // namespace mlday

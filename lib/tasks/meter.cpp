#include "tasks/task.h"

namespace mlday {
namespace {

constexpr const char* followed = "running_";

}  // namespace

void Meter::add(const Field& outputs, const Fields& targets, double loss) {
  const double terms = task_.terms(targets);
  sums_["samples"] += static_cast<double>(targets[0].samples());
  sums_["terms"] += terms;
  sums_["loss"] += loss * terms;
  task_.measure(outputs, targets, sums_);
  if (training_) task_.follow(loss, sums_);
}

Metrics Meter::result() const {
  Metrics metrics;
  metrics.set("loss", sums_.at("loss") / sums_.at("terms"));
  const auto figures = task_.figures(sums_);
  for (const auto& [name, value] : figures.items()) metrics.set(name, value);
  return metrics;
}

void Meter::begin_epoch() {
  std::erase_if(sums_, [](const auto& sum) { return !sum.first.starts_with(followed); });
}

}  // namespace mlday

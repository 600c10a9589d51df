#include "train/best_keeper.h"

#include <utility>

#include "train/checkpoint.h"

namespace mlday {

bool due(const Training& t, std::int64_t every) {
  return t.progress.epoch % every == 0 || t.progress.epoch == t.settings.epochs;
}

void BestKeeper::epoch_ended(Training& t, const Metrics& metrics) {
  const auto value = metrics.find(t.best_rule.monitor);
  if (!value || !improves(*value, t.progress.best, t.best_rule.better)) return;
  t.progress.best = *value;
  t.progress.best_epoch = t.progress.epoch;
  metrics_ = metrics;
  weights_ = due(t, t.settings.save_every) ? t.learner.weights() : copies_of(t.learner.weights());
}

void BestKeeper::epoch_is_last() {
  if (!weights_) return;
  before_ = std::exchange(weights_, std::nullopt);
  metrics_before_ = metrics_;
}

void BestKeeper::save(const Training& t) {
  const bool is_replaced = weights_ && t.progress.before_ending;
  if (before_ && !is_replaced) weights_ = before_, metrics_ = metrics_before_;
  if (is_replaced && before_) save_best_before_ending(t, *before_, metrics_before_);
  if (is_replaced && !before_) keep_best_before_ending(t);
  if (weights_) save_best(t, *weights_, metrics_);
  weights_.reset();
  before_.reset();
}

}  // namespace mlday

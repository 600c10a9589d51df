#include "train/best_keeper.h"

#include <utility>

#include "train/checkpoint.h"

namespace mlday {

bool due(const Training& t, std::int64_t every) {
  return t.progress.epoch % every == 0 || t.progress.epoch == t.settings.epochs;
}

bool save_is_due(const Training& t) {
  const auto& every = t.settings.save_every;
  const auto& p = t.progress;
  const bool within_epoch = p.batch > 0;
  if (!within_epoch && p.epoch == t.settings.epochs) return true;
  if (every.epochs > 0) return !within_epoch && p.epoch % every.epochs == 0;
  if (every.steps > 0) return p.step / every.steps > (t.saved ? t.saved->step : 0) / every.steps;
  return p.seconds - t.saved_seconds >= every.seconds;
}

void BestKeeper::epoch_ended(Training& t, const Metrics& metrics, bool saved_now) {
  const auto value = metrics.find(t.best_rule.monitor);
  if (!value || !improves(*value, t.progress.best, t.best_rule.better)) return;
  t.progress.best = *value;
  t.progress.best_epoch = t.progress.epoch;
  metrics_ = metrics;
  auto weights = t.learner.weights();
  if (saved_now)
    weights_ = std::move(weights);
  else if (copies_)
    load_weights(*copies_, weights), weights_ = copies_;
  else
    weights_ = copies_ = copies_of(weights);
}

void BestKeeper::epoch_is_last() {
  if (!weights_) return;
  before_ = std::exchange(weights_, std::nullopt);
  copies_.reset();
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

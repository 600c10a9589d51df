#include "train/train.h"

#include <torch/utils.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/text.h"
#include "data/epoch_batches.h"
#include "models/module.h"
#include "train/checkpoint.h"
#include "train/watch.h"

namespace mlday {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The beginning of what took so many seconds in earlier parts of the run and goes on now.
Clock::time_point begun(double seconds_before) {
  return Clock::now() -
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_before));
}

[[noreturn]] void refuse_loss(const Training& t, double loss, std::int64_t epoch,
                              const std::string& where) {
  throw Error("the " + where + " became " + (std::isnan(loss) ? "nan" : exact(loss)) +
              " in epoch " + std::to_string(epoch) +
              ": try a lower learning rate (optimizer.lr), or batch_norm. What was saved before is "
              "kept in " +
              t.folder.root().string());
}

/// Whether training has taken what `stop_after` allows.
bool is_spent(const Training& t, Clock::time_point begin) {
  const auto& limit = t.settings.stop_after;
  if (!limit) return false;
  return limit->steps > 0 ? t.progress.step >= limit->steps
                          : seconds_since(begin) >= limit->seconds;
}

/// Trains the rest of an epoch, or until `stop_after` cuts it short (training began at `begin`).
/// Returns false where a signal broke it off; the meter then holds what was seen so far.
bool train_epoch(Training& t, Meter& meter, Observer& observer, Clock::time_point begin) {
  const auto seed = static_cast<std::uint64_t>(t.settings.seed);
  const auto epoch = t.progress.epoch + 1;
  const auto samples = t.data.train->size();
  EpochBatches batches(t.data, seed, epoch, t.batch_size, t.workers, t.progress.batch);
  while (auto batch = batches.next()) {
    const Batch on_device = batch->to(t.device);
    const auto number = t.progress.epoch * batches.batches() + t.progress.batch;
    ++t.progress.batch;
    const auto result = t.learner.step(on_device, {.seed = seed,
                                                   .number = number,
                                                   .in_epoch = t.progress.batch,
                                                   .batches = batches.batches(),
                                                   .updates = t.progress.step});
    if (result.updated) {
      ++t.progress.step;
      t.progress.penalty_sum += result.penalty * static_cast<double>(result.samples);
      t.gradient_samples = result.samples;
    }
    if (!std::isfinite(result.loss)) refuse_loss(t, result.loss, epoch, "loss");
    meter.add(result.outputs, on_device.targets, result.loss);
    observer.on_step({.epoch = epoch,
                      .step = t.progress.batch,
                      .steps_per_epoch = batches.batches(),
                      .samples = std::min(t.progress.batch * t.batch_size, samples),
                      .samples_per_epoch = samples,
                      .loss = result.loss});
    // Between two updates there are gradients, which are not saved.
    if (!result.updated || t.progress.batch == batches.batches()) continue;
    if (interrupt_signal() != 0) return false;
    if (is_spent(t, begin)) return true;
  }
  return true;
}

bool due(const Training& t, std::int64_t every) {
  return t.progress.epoch % every == 0 || t.progress.epoch == t.settings.epochs;
}

/// Validation's metrics beside training's.
void validate(Training& t, Metrics& seen) {
  if (!t.data.validation) return;
  add_evaluation(t, *t.data.validation, "val_", seen);
  // Weights that the epoch's last update broke must not be saved.
  if (const double loss = *seen.find("val_loss"); !std::isfinite(loss))
    refuse_loss(t, loss, t.progress.epoch, "validation loss");
}

/// What the history says of an epoch: NaN for what was not validated, so that every row has the
/// same columns.
Metrics recorded(const Training& t, Metrics seen) {
  if (!t.data.validation || seen.find("val_loss")) return seen;
  for (const std::string prefix : {"val_", "val_ema_"})
    if (t.has_averages || prefix == "val_")
      for (const auto& metric : t.metrics)
        if (!metric.training_only)
          seen.set(prefix + metric.name, std::numeric_limits<double>::quiet_NaN());
  return seen;
}

/// Keeps the best weights until the next save: `best` and `last` on the disk belong together.
class BestKeeper {
 public:
  void epoch_ended(Training& t, const Metrics& metrics) {
    const auto value = metrics.find(t.best_rule.monitor);
    if (!value || !improves(*value, t.progress.best, t.best_rule.better)) return;
    t.progress.best = *value;
    t.progress.best_epoch = t.progress.epoch;
    metrics_ = metrics;
    weights_ = due(t, t.settings.save_every) ? t.learner.weights() : copies_of(t.learner.weights());
  }
  void save(const Training& t) {
    if (weights_) save_best(t, *weights_, metrics_);
    weights_.reset();
  }

 private:
  std::optional<NamedTensors> weights_;
  Metrics metrics_;
};

/// An update may break weights after the loss was computed; what cannot go on must not be saved.
void refuse_broken_weights(const Training& t) {
  const auto epoch = t.progress.epoch + (t.progress.batch > 0 ? 1 : 0);
  for (const auto& [name, weight] : t.learner.weights())
    if (weight.is_floating_point() && !torch::isfinite(weight).all().item<bool>())
      throw Error("the weights `" + name + "` became infinite or nan in epoch " +
                  std::to_string(epoch) +
                  ": try a lower learning rate (optimizer.lr). What was saved before is kept in " +
                  t.folder.root().string());
}

void save(Training& t, BestKeeper& best, Clock::time_point begin) {
  refuse_broken_weights(t);
  t.progress.seconds = seconds_since(begin);
  best.save(t);
  save_last(t);
}

/// Asks early stopping; true where training ends here.
bool ask_stopper(Training& t, const Metrics& metrics) {
  if (!t.stopper) return false;
  const auto verdict = t.stopper->epoch_ended(t.progress.epoch, metrics);
  if (verdict.is_best && t.stopper->settings().restore_best)
    t.remembered = copies_of(t.learner.weights());
  return verdict.stop;
}

std::string early_stopping_text(const Training& t) {
  const auto& settings = t.stopper->settings();
  const auto waited = t.progress.epoch - t.stopper->best_epoch();
  return "early stopping after epoch " + std::to_string(t.progress.epoch) + ": " +
         settings.monitor + " was best in epoch " + std::to_string(t.stopper->best_epoch()) +
         (settings.baseline && waited < settings.patience
              ? ", but no better than the baseline of " + rounded(*settings.baseline, 6)
              : "");
}

/// Asks `stop_after`; true where training ends here. With a later limit it may go on.
bool ask_limit(const Training& t, Clock::time_point begin, std::string& reason) {
  if (!is_spent(t, begin)) return false;
  reason = "stop_after " + t.settings.stop_after->text() + ", after " +
           counted(t.progress.step, "step") + " in " + counted(t.progress.epoch, "epoch");
  return true;
}

}  // namespace

void add_evaluation(Training& t, const Dataset& dataset, const std::string& prefix,
                    Metrics& figures) {
  t.learner.each_weights([&](const std::string& weights) {
    const auto metrics = evaluate(t.learner.network(), t.learner.task(), dataset,
                                  {t.batch_size, t.workers, t.device});
    for (const auto& [name, value] : metrics.items()) figures.set(prefix + weights + name, value);
  });
}

Outcome train(Training& t, Observer& observer) {
  BestKeeper best;
  Watch watch;
  Outcome outcome{.reason = "all " + counted(t.settings.epochs, "epoch")};
  if (t.progress.finished)
    outcome.reason = "finished before, after epoch " + std::to_string(t.progress.epoch);
  t.learner.network().train();
  const auto begin = begun(t.progress.seconds);
  Meter meter(t.learner.task(), true);
  meter.restore(t.meter_state);
  bool stopped = ask_limit(t, begin, outcome.reason);
  while (!t.is_complete() && !stopped) {
    const auto start = begun(t.progress.epoch_seconds);
    if (!train_epoch(t, meter, observer, begin)) {
      t.meter_state = meter.state();
      t.progress.epoch_seconds = seconds_since(start);
      save(t, best, begin);
      return {true, "interrupted in epoch " + std::to_string(t.progress.epoch + 1)};
    }
    EpochRecord record{.epoch = ++t.progress.epoch, .lr = t.learner.lr(t.progress.step - 1)};
    t.progress.batch = 0;
    t.progress.epoch_seconds = 0;
    Metrics seen = meter.result();
    const double penalty_sum = std::exchange(t.progress.penalty_sum, 0);
    if (t.has_penalty) seen.set("penalty", penalty_sum / meter.samples());
    meter.begin_epoch();
    t.meter_state = meter.state();
    // The epoch that training ends with is validated, whatever ends it.
    const auto ended = t.learner.ended();
    const bool validated = due(t, t.settings.validate_every) || is_spent(t, begin) || ended;
    if (validated) validate(t, seen);
    const bool given_up = ask_stopper(t, seen);
    if (given_up && !validated) validate(t, seen);
    record.metrics = recorded(t, seen);
    record.seconds = seconds_since(start);
    best.epoch_ended(t, seen);
    observer.on_epoch(record);
    watch.epoch_ended(t, seen, observer);
    if (const auto change = t.learner.epoch_ended(t.progress.step, seen))
      observer.on_note({record.epoch, "annealer", *change});
    if (ended) outcome.reason = *ended;
    if (given_up) {
      outcome.reason = early_stopping_text(t);
      observer.on_note({record.epoch, "early_stopping", outcome.reason});
    }
    t.progress.finished = given_up || ended;
    stopped = t.progress.finished || (validated && ask_limit(t, begin, outcome.reason));
    if (stopped || due(t, t.settings.save_every) || interrupt_signal() != 0) save(t, best, begin);
    if (interrupt_signal() != 0 && !stopped && t.progress.epoch < t.settings.epochs)
      return {true, "interrupted after epoch " + std::to_string(record.epoch)};
  }
  if (t.remembered) {
    t.trained = copies_of(t.learner.weights());
    load_weights(t.learner.weights(), *t.remembered);
    observer.on_note(
        {t.progress.epoch, "early_stopping",
         "went back to the weights of epoch " + std::to_string(t.stopper->best_epoch())});
    save_last(t);
  }
  return outcome;
}

}  // namespace mlday

#include "train/train.h"

#include <torch/utils.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include "core/error.h"
#include "core/interrupt.h"
#include "core/text.h"
#include "models/module.h"
#include "train/broken_numbers.h"
#include "train/checkpoint.h"
#include "train/epoch.h"

namespace mlday {
namespace {

/// Validation's metrics beside training's.
void validate(Training& t, Metrics& seen) {
  if (!t.data.validation) return;
  add_evaluation(t, *t.data.validation, "val_", seen);
  // Weights that the epoch's last update broke must not be saved.
  refuse_broken_loss(t, *seen.find("val_loss"), t.progress.epoch, "validation loss");
  mark(t.context.timeline, "validation");
}

/// The epoch is validated only because training ends with it.
void remember_before_ending(Training& t) {
  BeforeEnding before{.best_epoch = t.progress.best_epoch, .best = t.progress.best};
  if (t.early) before.early_stopping = t.early->state();
  t.learner.write_progress(before.learner);
  t.progress.before_ending = std::move(before);
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

/// What the stoppers say of an epoch. Early stopping's best weights are remembered where it is to
/// go back to them.
std::optional<Stop> ask_stoppers(Training& t, const Metrics& metrics) {
  auto stop = t.stoppers.epoch_ended(t.progress, metrics);
  if (t.early && t.early->settings().restore_best && t.early->best_epoch() == t.progress.epoch)
    t.remembered = copies_of(t.learner.weights());
  return stop;
}

void save(Training& t, Work& work) {
  refuse_broken_weights(t);
  work.observer.on_save();
  t.progress.seconds = t.saved_seconds = seconds_since(work.begin);
  work.best.save(t);
  work.best_epochs.save(t);
  save_last(t);
  commit_best(t.folder, t.progress.best_epoch);
  work.best_epochs.committed(t.folder);
  mark(t.context.timeline, "saving");
}

/// Saves in the middle of an epoch that began at `start`.
void save_within_epoch(Training& t, Work& work, Clock::time_point start) {
  t.meter_state = work.meter.state();
  t.progress.epoch_seconds = seconds_since(start);
  save(t, work);
}

/// What comes when an epoch's last update is made: figures, validation, stoppers, annealer, saving.
/// Returns why training ends here. Throws Interrupted where a signal comes while it validates.
std::optional<Stop> end_epoch(Training& t, Work& work, Clock::time_point start) {
  EpochRecord record{.epoch = ++t.progress.epoch,
                     .lr = t.learner.lr(t.progress.step - 1) * lr_factor(t.progress)};
  t.progress.batch = 0;
  t.progress.epoch_seconds = 0;
  Metrics seen = work.meter.result();
  refuse_broken_loss(t, *seen.find("loss"), t.progress.epoch, "loss");
  work.meter.begin_epoch();
  t.meter_state = work.meter.state();
  // The epoch that training ends with is validated, whatever ends it.
  const bool validated =
      due(t, t.settings.validate_every) || t.stoppers.spent(t.progress).has_value();
  t.progress.before_ending.reset();
  if (validated && t.progress.epoch % t.settings.validate_every != 0) {
    work.best.epoch_is_last();
    remember_before_ending(t);
  }
  mark(t.context.timeline, "summing up");
  if (validated) validate(t, seen);
  t.progress.seconds = seconds_since(work.begin);
  auto stop = ask_stoppers(t, seen);
  if (stop && !validated) validate(t, seen);
  record.metrics = recorded(t, seen);
  record.seconds = seconds_since(start);
  const bool saves_now = save_is_due(t);
  work.best.epoch_ended(t, seen, saves_now);
  work.best_epochs.epoch_ended(t, seen);
  work.observer.on_epoch(record);
  mark(t.context.timeline, "history");
  work.watch.epoch_ended(t, seen, work.observer);
  mark(t.context.timeline, "doctor");
  if (const auto change = t.learner.epoch_ended(t.progress.step, seen))
    work.observer.on_note({record.epoch, "annealer", *change});
  if (stop && !stop->kind.empty()) work.observer.on_note({record.epoch, stop->kind, stop->reason});
  t.progress.finished = stop && stop->for_good && !t.progress.before_ending;
  const bool is_wanted = take_save_request() || is_interrupted(t);
  if (stop || is_wanted || saves_now) save(t, work);
  return stop;
}

/// Ends with the weights that early stopping goes back to.
void go_back_to_best(Training& t, Observer& observer) {
  t.trained = copies_of(t.learner.weights());
  load_weights(t.learner.weights(), *t.remembered);
  observer.on_note({t.progress.epoch, "early_stopping",
                    "went back to the weights of epoch " + std::to_string(t.early->best_epoch())});
  save_last(t);
}

/// From `progress` to the end, or to a signal.
Outcome train_on(Training& t, Observer& observer) {
  Outcome outcome{.reason = "all " + counted(t.settings.epochs, "epoch")};
  if (t.progress.finished)
    outcome.reason = "finished before, after epoch " + std::to_string(t.progress.epoch);
  t.learner.network().train();
  Work work{.observer = observer,
            .begin = begun(t.progress.seconds),
            .meter = Meter(t.learner.task(), true),
            .best_epochs = BestEpochs(t),
            .held = HeldSamples::of(t.data)};
  t.saved_seconds = t.progress.seconds;
  work.meter.restore(t.meter_state);
  // (An epoch that a limit cut short and a signal kept from its validation has batches, but no
  // end.)
  auto stop = t.progress.batch == 0 ? t.stoppers.spent(t.progress) : std::nullopt;
  if (!t.is_complete() && !stop && t.progress.before_ending) go_back_before_ending(t);
  while (!t.is_complete() && !stop) {
    const auto start = begun(t.progress.epoch_seconds);
    const auto save_now = [&] { save_within_epoch(t, work, start); };
    const bool is_cut_short = t.progress.batch > 0 && t.stoppers.spent(t.progress);
    if (!is_cut_short && !train_epoch(t, work, save_now)) {
      save_now();
      return {true, "interrupted in epoch " + std::to_string(t.progress.epoch + 1)};
    }
    const auto trained = t.progress;
    const auto sums = work.meter.state();
    const auto patience = t.early ? t.early->state() : OrderedJson();
    try {
      stop = end_epoch(t, work, start);
    } catch (const Interrupted&) {  // it is validated when the run goes on
      t.progress = trained;
      work.meter.restore(sums);
      if (t.early) t.early->restore(patience);
      save_now();
      return {true, "interrupted after the training of epoch " + std::to_string(trained.epoch + 1)};
    }
    if (is_interrupted(t) && !stop && t.progress.epoch < t.settings.epochs)
      return {true, "interrupted after epoch " + std::to_string(t.progress.epoch)};
  }
  if (stop) outcome.reason = stop->reason;
  if (t.remembered) go_back_to_best(t, observer);
  return outcome;
}

/// As train_on, with training.on_nan: rollback.
Outcome train_with_rollbacks(Training& t, Observer& observer) {
  for (;;) {
    try {
      return train_on(t, observer);
    } catch (const BrokenNumbers& error) {
      if (!roll_back(t, observer, error)) throw;
    }
  }
}

}  // namespace

void add_evaluation(Training& t, const Dataset& dataset, const std::string& prefix,
                    Metrics& figures) {
  t.learner.each_weights([&](const std::string& weights) {
    const auto metrics = evaluate(t.learner.network(), t.learner.task(), dataset,
                                  {t.batch_size, t.workers, t.context.device, t.settings.fused});
    for (const auto& [name, value] : metrics.items()) figures.set(prefix + weights + name, value);
  });
}

Outcome train(Training& t, Observer& observer) {
  observer.on_begin({t.progress.epoch, t.settings.epochs});
  try {
    auto outcome = train_with_rollbacks(t, observer);
    observer.on_end({.interrupted = outcome.interrupted, .reason = outcome.reason});
    return outcome;
  } catch (...) {
    observer.on_end({.failed = true, .reason = ""});
    throw;
  }
}

}  // namespace mlday

// The training of one epoch, and what a training works with beside its Training.
#pragma once

#include <functional>
#include <optional>

#include "data/held_samples.h"
#include "train/best_epochs.h"
#include "train/best_keeper.h"
#include "train/clock.h"
#include "train/train.h"
#include "train/watch.h"

namespace mlday {

struct Work {
  Observer& observer;
  Clock::time_point begin;  ///< of training, as if it had been without a break
  Meter meter;
  BestKeeper best = {};
  BestEpochs best_epochs;
  std::optional<HeldSamples> held;
  Watch watch = {};
};

/// Whether a signal asked to stop: any member of the team, or they would wait for each other.
bool is_interrupted(const Training& t);

/// Trains the rest of an epoch, or until a stopper cuts it short. Returns false where a signal
/// broke it off; the meter then holds what was seen so far. `save_now` is called where a save is
/// due or asked for.
bool train_epoch(Training& t, Work& work, const std::function<void()>& save_now);

}  // namespace mlday

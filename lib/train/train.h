// The training loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/parts.h"
#include "store/records.h"
#include "store/run_folder.h"
#include "store/saves.h"
#include "tasks/learner.h"
#include "train/early_stopping.h"
#include "train/evaluate.h"
#include "train/progress.h"
#include "train/settings.h"
#include "train/stopper.h"

namespace mlday {

/// What `best` means.
struct BestRule {
  std::string monitor;
  Direction better = Direction::down;
};

/// Everything a run trains with, put together by run/.
struct Training {
  Learner& learner;
  const std::vector<MetricInfo> metrics;  ///< the task's
  Stoppers stoppers;
  EarlyStopper* early;  ///< one of the stoppers; null without early stopping
  const DataParts& data;
  const TrainingSettings& settings;
  bool has_penalty, has_averages;  ///< so that the history gets their columns
  BestRule best_rule;
  CheckpointSettings keep;
  std::int64_t batch_size;
  int workers;
  Context context;
  RunFolder folder;
  /// Metadata of every checkpoint: config, class names, preprocessing.
  std::map<std::string, std::string> metadata;

  Progress progress;
  std::vector<std::string> resume_notes;   ///< what a resumed run should be told
  Sums meter_state;                        ///< of an epoch broken off, and what goes on over epochs
  std::optional<NamedTensors> remembered;  ///< early stopping's best weights, and averages
  double saved_seconds = 0;                ///< of training, at the last save
  std::optional<SaveMark> saved;           ///< what `last` holds, once there is one
  std::int64_t gradient_samples = 0;    ///< that the last update was made of; 0 without gradients
  std::optional<NamedTensors> trained;  ///< the last epoch's, once those have taken their place

  /// Whether no epoch is left, or more would change nothing.
  bool is_complete() const { return progress.finished || progress.epoch >= settings.epochs; }
};

/// How training ended.
struct Outcome {
  bool interrupted = false;
  std::string reason;  ///< "all 20 epochs", "early stopping after epoch 31: ..."
};

/// Adds the figures on a dataset by their names behind `prefix`, and those of averages.
void add_evaluation(Training& training, const Dataset& dataset, const std::string& prefix,
                    Metrics& figures);

/// Trains from `progress` to the end, or until a signal asks to stop; saves as it goes, so that a
/// kill at any moment leaves a whole `last` to go on from. A loss that is not finite is an Error.
Outcome train(Training& training, Observer& observer);

}  // namespace mlday

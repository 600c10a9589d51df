// The training loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/loader.h"
#include "store/records.h"
#include "store/run_folder.h"
#include "tasks/learner.h"
#include "train/early_stopping.h"
#include "train/evaluate.h"
#include "train/settings.h"

namespace mlday {

/// How far a run has come; with weights and optimizer state, all that a resumed run must know.
struct Progress {
  std::int64_t epoch = 0;       ///< finished epochs
  std::int64_t batch = 0;       ///< finished batches of the epoch after those
  std::int64_t step = 0;        ///< updates in all
  double penalty_sum = 0;       ///< of the regularizers over those batches' samples
  std::int64_t best_epoch = 0;  ///< 0: none yet
  std::optional<double> best;   ///< value of the monitored metric there
  bool finished = false;        ///< before the last epoch: more would change nothing
  // The same training gives the same checkpoint, so times are kept elsewhere: in summary and
  // history.
  double seconds = 0;        ///< of training in all, when it was saved last
  double epoch_seconds = 0;  ///< of them, those of an epoch that was broken off
};

/// What `best` means.
struct BestRule {
  std::string monitor;
  Direction better = Direction::down;
};

/// Everything a run trains with, put together by run/.
struct Training {
  Learner& learner;
  const std::vector<MetricInfo> metrics;  ///< the task's
  EarlyStopper* stopper;                  ///< null without early stopping
  const DataParts& data;
  const TrainingSettings& settings;
  bool has_penalty, has_averages;  ///< so that the history gets their columns
  BestRule best_rule;
  std::int64_t batch_size;
  int workers;
  torch::Device device;
  RunFolder folder;
  /// Metadata of every checkpoint: config, class names, preprocessing.
  std::map<std::string, std::string> metadata;

  Progress progress;
  std::vector<std::string> resume_notes;   ///< what a resumed run should be told
  Sums meter_state;                        ///< of an epoch broken off, and what goes on over epochs
  std::optional<NamedTensors> remembered;  ///< early stopping's best weights, and averages
  std::int64_t gradient_samples = 0;    ///< that the last update was made of; 0 without gradients
  std::optional<NamedTensors> trained;  ///< the last epoch's, once those have taken their place

  /// Whether no epoch is left, or early stopping has ended it.
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

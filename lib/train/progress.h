// How far a run has come.
#pragma once

#include <cstdint>
#include <optional>

#include "store/json.h"

namespace mlday {

/// What was known before a validation that came only because training ended; a run that goes on
/// takes it up again, as if that had not been.
struct BeforeEnding {
  std::int64_t best_epoch = 0;
  std::optional<double> best;
  OrderedJson early_stopping, learner;
};

/// With weights and optimizer state, all that a resumed run must know.
struct Progress {
  std::int64_t epoch = 0;       ///< finished epochs
  std::int64_t batch = 0;       ///< finished batches of the epoch after those
  std::int64_t step = 0;        ///< updates in all
  std::int64_t best_epoch = 0;  ///< 0: none yet
  std::int64_t rollbacks = 0;   ///< each halves the learning rate (training.on_nan)
  std::optional<double> best;   ///< value of the monitored metric there
  std::optional<BeforeEnding> before_ending;
  bool finished = false;  ///< before the last epoch: more would change nothing
  // The same training gives the same checkpoint, so times are kept elsewhere: in summary and
  // history.
  double seconds = 0;        ///< of training in all
  double epoch_seconds = 0;  ///< of them, those of an epoch that was broken off
};

}  // namespace mlday

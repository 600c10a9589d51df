// A run as a function: trains, evaluates, and writes the summary. It prints nothing: verbs print
// the result, and observers follow the training. It can be called many times with the same data.
#pragma once

#include "store/summary.h"
#include "train/train.h"

namespace mlday {

struct RunResult {
  Outcome outcome;
  Summary summary;
  std::vector<std::string> warnings;  ///< what is to be told beside
};

/// Trains from where the run stands. `summary` is what is known of it; whatever ends the run too
/// early is in its summary before the exception goes on.
RunResult run(Training& training, Observer& observer, Summary summary);

}  // namespace mlday

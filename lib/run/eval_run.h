// `mlday eval`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Evaluates a run's or a single checkpoint's weights on a part of the data and prints the figures;
/// the confusion matrix goes into the run folder as CSV. Returns 0.
int eval_run(const EvalRequest& request);

}  // namespace mlday

// `mlday train`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Returns the exit code: 0, or 128 + signal after a saved interruption.
int train_run(const TrainRequest& request);

}  // namespace mlday

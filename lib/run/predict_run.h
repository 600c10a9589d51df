// `mlday predict`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Prints what a checkpoint makes of each file; 1 where one could not be read, else 0.
int predict_run(const PredictRequest& request);

}  // namespace mlday

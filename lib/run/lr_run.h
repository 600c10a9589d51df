// `mlday lr`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Prints and draws the learning rate over the whole run. Returns 0.
int lr_run(const LrRequest& request);

}  // namespace mlday

// `mlday gradcheck`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Prints each tensor's difference; 0 where all pass, else 1.
int gradcheck_run(const GradcheckRequest& request);

}  // namespace mlday

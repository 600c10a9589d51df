// `mlday check`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Checks configs, their models and (unless told not to) their data without training. Returns 0, or
/// 2 where any has an error (with `strict`, or a warning).
int check_run(const CheckRequest& request);

}  // namespace mlday

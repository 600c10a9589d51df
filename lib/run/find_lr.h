// `mlday find-lr`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// A range test (Smith, 2017): trains with ever higher rates until the loss explodes, draws the
/// loss over the rate and suggests a rate. Returns 0.
int find_lr_run(const FindLrRequest& request);

}  // namespace mlday

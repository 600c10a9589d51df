// `mlday elbow`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Clusters the training samples for every k from 1 on, and draws or prints the inertias. Returns
/// the exit code.
int elbow_run(const ElbowRequest& request);

}  // namespace mlday

// `mlday inspect`: what a network holds and costs, layer by layer, without building it.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Prints the table, or JSON. Returns the exit code.
int inspect_run(const InspectRequest& request);

}  // namespace mlday

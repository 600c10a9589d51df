// `mlday sample`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Prints texts that a language model makes up, one a line.
int sample_run(SampleRequest request);

}  // namespace mlday

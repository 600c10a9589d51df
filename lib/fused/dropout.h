// Dropout in training as a stage.
#pragma once

#include "fused/stage.h"

namespace mlday::fused {

/// Drops what the layer itself would (fused/dropped.h).
StagePtr dropout(std::int64_t features, double p);

}  // namespace mlday::fused

// Dropout in training as a stage.
#pragma once

#include "fused/stage.h"

namespace mlday::fused {

/// Draws what PyTorch's dropout draws, and so drops the same values.
StagePtr dropout(std::int64_t features, double p);

}  // namespace mlday::fused

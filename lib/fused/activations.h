// Functions of each value alone, as stages.
#pragma once

#include "fused/stage.h"

namespace mlday::fused {

StagePtr relu(std::int64_t features);
StagePtr leaky_relu(std::int64_t features, float negative_slope);
StagePtr tanh(std::int64_t features);
StagePtr sigmoid(std::int64_t features);

}  // namespace mlday::fused

// Symbols of a sequence as vectors, as a chain's first stage.
#pragma once

#include <torch/types.h>

#include <optional>

#include "fused/stage.h"

namespace mlday::fused {

/// Zeros with a single 1; of the symbol `padding` zeros alone.
StagePtr one_hot(std::int64_t symbols, std::optional<std::int64_t> padding);

/// Rows of `weight` [symbols, features].
StagePtr embedding(const torch::Tensor& weight);

}  // namespace mlday::fused

// Gradients where autograd would have put them, and sums along planes.
#pragma once

#include <torch/types.h>

namespace mlday::fused {

/// Whether a stage may compute with it: dense float32 on the CPU.
bool is_plain(const torch::Tensor& parameter);

/// The memory of a parameter's gradient, which is made where there is none.
float* gradient_of(torch::Tensor& parameter);

/// The sum of each plane of `rows` values.
void sums_of_planes(const float* planes, std::int64_t count, std::int64_t rows, float* sums);

}  // namespace mlday::fused

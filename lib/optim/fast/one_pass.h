// What the one-pass kernels share: which tensors they take, and how the work is split over threads.
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/vector_width.h"
#include "optim/fast/flush_denormals.h"
#include "optim/optimizer.h"

namespace mlday::fast {

inline constexpr const char* sentence =
    "Update in one pass over memory where that is possible (float32 on the CPU).";

/// Whether parameter, gradient and slots are all dense float32 on the CPU.
inline bool takes(const ParameterUpdate& u) {
  const auto dense_float = [](const torch::Tensor& tensor) {
    return tensor.device().is_cpu() && tensor.scalar_type() == torch::kFloat32 &&
           tensor.layout() == torch::kStrided && tensor.is_contiguous();
  };
  return dense_float(u.parameter) && dense_float(u.gradient) &&
         std::all_of(u.slots.begin(), u.slots.end(), dense_float);
}

/// Calls `update(begin, count)` for ranges of 0 .. count on several threads. Each element must be
/// computed alone, so that the number of threads changes no bit.
template <class Update>
void for_ranges(std::int64_t count, Update update) {
  constexpr std::int64_t grain = 1 << 15;
  at::parallel_for(0, count, grain, [&](std::int64_t begin, std::int64_t end) {
    const FlushDenormals flush;
    update(begin, end - begin);
  });
}

}  // namespace mlday::fast

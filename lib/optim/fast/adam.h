// Adam in one pass over memory, vectorized by the compiler and split over threads.
#pragma once

#include <array>

#include "optim/optimizer.h"

namespace mlday::fast {

struct AdamFactors {
  std::array<double, 2> betas;
  double eps = 0, weight_decay = 0;
};

/// The same update as the plain rule, with slots {exp_avg, exp_avg_sq}; false, and nothing done,
/// unless all tensors are dense float32 on the CPU. Each element is computed alone, so the number
/// of threads changes no bit.
bool adam(const ParameterUpdate& update, const AdamFactors& factors);

}  // namespace mlday::fast

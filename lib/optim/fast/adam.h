// Adam and AdamW in one pass over memory, vectorized by the compiler and split over threads.
#pragma once

#include <array>

#include "optim/fast/one_pass.h"

namespace mlday::fast {

struct AdamFactors {
  std::array<double, 2> betas;
  double eps = 0;
  bool decoupled_weight_decay = false;
};

/// The same update as the plain rule, with slots {exp_avg, exp_avg_sq}; false, and nothing done,
/// where `takes` says no.
bool adam(const ParameterUpdate& update, const AdamFactors& factors);

}  // namespace mlday::fast

// SGD in one pass over memory, vectorized by the compiler and split over threads.
#pragma once

#include "optim/fast/one_pass.h"

namespace mlday::fast {

/// v = kept * v + taken * g; p -= lr * (from_gradient * g + from_velocity * v). Without a velocity
/// p -= lr * g.
struct SgdFactors {
  double lr = 0, kept = 0, taken = 1, from_gradient = 0, from_velocity = 1;
};

/// The same update as the plain rule, with slots {momentum_buffer} or none; false, and nothing
/// done, where `takes` says no.
bool sgd(const ParameterUpdate& update, const SgdFactors& factors);

}  // namespace mlday::fast

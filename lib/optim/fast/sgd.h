// SGD in one pass over memory, vectorized by the compiler and split over threads.
#pragma once

#include "optim/fast/one_pass.h"

namespace mlday::fast {

struct SgdFactors {
  double momentum = 0, dampening = 0;
  bool nesterov = false;
};

/// The same update as the plain rule, with slots {momentum_buffer} or none; false, and nothing
/// done, where `takes` says no.
bool sgd(const ParameterUpdate& update, const SgdFactors& factors);

}  // namespace mlday::fast

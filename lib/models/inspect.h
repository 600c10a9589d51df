// What a planned network costs: receptive fields, memory, by arithmetic.
#pragma once

#include <vector>

#include "models/plan.h"

namespace mlday {

/// How much of the network's input one output value of a layer sees, in pixels, at most the input;
/// and how far apart neighbours look (Araujo et al., 2019).
struct ReceptiveField {
  Size2 size{1, 1}, step{1, 1};
};

/// Of each layer of the plan, in order.
std::vector<ReceptiveField> receptive_fields(const Plan& plan);

/// Bytes of float32, for one sample or all.
struct LayerMemory {
  std::int64_t forward = 0;   ///< of the layer's output
  std::int64_t backward = 0;  ///< of its gradient, where anything before or in it is trained
};

std::vector<LayerMemory> activation_memory(const Plan& plan, std::int64_t batch_size);

}  // namespace mlday

// The network as the report shows it, and as `mlday inspect --json` prints it.
#pragma once

#include "models/plan.h"
#include "store/json.h"

namespace mlday {

class Network;

/// Layers with shapes, costs, memory and receptive fields. Memory is of a batch of this size, with
/// so many tensors of the optimizer beside each parameter.
OrderedJson network_json(const Plan& plan, std::int64_t batch_size, std::int64_t tensors_kept);

/// The kernels of the first layer that reads a picture, each as a picture of its own, stretched to
/// its own range: {"layer", "images"}. Null where there is none, or it has other than 1 or 3
/// channels.
OrderedJson filters_json(const Network& network);

}  // namespace mlday

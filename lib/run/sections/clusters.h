// A clustering as the report shows it.
#pragma once

#include "data/dataset.h"
#include "store/json.h"

namespace mlday {

class Network;

/// At most 2,000 samples and the centres in the plane of the samples' first two principal
/// components, each sample with its nearest centre; and inertia over the number of clusters of the
/// same samples, from starts that the seed decides. `network` holds centres as its only weights,
/// [clusters, features].
OrderedJson clusters_json(const Network& network, const Dataset& samples, std::uint64_t seed);

}  // namespace mlday

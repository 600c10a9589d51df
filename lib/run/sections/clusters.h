// A clustering as the report shows it.
#pragma once

#include "data/dataset.h"
#include "store/json.h"

namespace mlday {

class Network;

/// At most 2,000 samples and the centres in the plane of the samples' first two principal
/// components, each sample with its nearest centre. `network` holds centres as its only weights,
/// [clusters, features].
OrderedJson clusters_json(const Network& network, const Dataset& samples);

}  // namespace mlday

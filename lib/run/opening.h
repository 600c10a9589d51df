// What a run says before it trains: its data, its network, its method, and what is suspicious of
// the data.
#pragma once

#include "core/log.h"
#include "models/plan.h"
#include "run/experiment.h"

namespace mlday {

/// Drawn data, samples that were skipped or that stand in two parts, classes without samples.
void warn_of_data(const DataParts& data, const DataPlace& place, Log& log);

/// Parts and classes of the data, the network layer by layer, every setting of the method, and the
/// warnings that were expected.
std::string opening_text(const ResolvedConfig& config, const DataParts& data, const Plan& plan);

/// What a sample of such data is called: an image, or a sample.
std::string noun_of(const DataFacts& facts);

}  // namespace mlday

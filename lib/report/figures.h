// A run's figures beside the journal's, each with how much of it is chance.
#pragma once

#include "store/json.h"
#include "store/summary.h"

namespace mlday {

/// The journal's figures first, then those of the part that is furthest from training; of each its
/// value after the last epoch (which the journal reports) and after the best. A share of samples,
/// such as accuracy, has Wilson's 95 % interval, errors of numbers have one by bootstrap of the
/// best weights' predictions: `evaluations` tells how many samples a part has.
OrderedJson figures_json(const RunFolder& folder, const Summary& summary,
                         const OrderedJson& evaluations);

}  // namespace mlday

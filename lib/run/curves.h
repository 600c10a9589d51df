// A run's history as pictures.
#pragma once

#include <vector>

#include "store/records.h"
#include "store/summary.h"

namespace mlday {

/// The loss over the epochs and, where that is another, the metric that decides what is best:
/// training's and validation's beside each other, the best epoch marked. None of a single epoch.
std::vector<FigureRecord> curves_of(const std::vector<EpochRecord>& history,
                                    const Summary& summary);

}  // namespace mlday

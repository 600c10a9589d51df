// Runs that differ in their seed alone: what their figures have in common.
#pragma once

#include <string>
#include <vector>

#include "store/json.h"
#include "store/run_folder.h"

namespace mlday {

/// Of the figures that the journal reports (without any, of those of the part furthest from
/// training, as the last epoch has them): each run's, their mean, deviation and Student's 95 %
/// interval, and the journal's. A run that did not finish is left out and listed as such; a figure
/// that is no number in one of the runs has no mean. A usage Error where a run has no summary.
OrderedJson seeds_json(const std::vector<RunFolder>& runs);

/// The same as a table: a row for each seed, a column for each figure.
std::string seeds_text(const std::vector<RunFolder>& runs);

}  // namespace mlday

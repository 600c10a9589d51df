// Predictions beside the truth, sample by sample, for other programs.
#pragma once

#include <string>

#include "data/dataset.h"
#include "data/facts.h"

namespace mlday {

/// CSV with a row for each sample of `dataset`: its name, its class, the class it was taken for and
/// how probable that is; or for each target number the number and the predicted one, in its own
/// unit. `predictions` [samples, classes or targets] as `Task::predictions` gives them; `truth`
/// [samples] or [samples, targets] as it is learned.
std::string prediction_table(const Dataset& dataset, const torch::Tensor& predictions,
                             const torch::Tensor& truth, const DataFacts& facts);

}  // namespace mlday

// How a part of the data is recognized: figures, classes, examples, for the report; and each
// sample's prediction, for comparisons.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/metrics.h"
#include "data/dataset.h"
#include "data/facts.h"
#include "store/json.h"
#include "store/records.h"
#include "store/run_folder.h"
#include "tasks/task.h"
#include "train/evaluate.h"

namespace mlday {

/// A part of the data that a network was evaluated on.
struct Evaluated {
  std::string part;     ///< "validation", "test" or "train"
  std::string weights;  ///< "best epoch 17"
  const Dataset& dataset;
  const std::filesystem::path& root;  ///< that samples' names may begin with
  const Outputs& result;
  const Task& task;
  const DataFacts& facts;
  const Metrics& metrics;
};

/// What each prediction is of: a sample or, of ratings, one of a sample's.
std::vector<std::string> prediction_names(const Dataset& dataset, const std::filesystem::path& root,
                                          const DataFacts& facts);

/// Tells the part's section of the report and, of pictures, the worst mistakes, and writes its
/// predictions into the run's folder. Nothing of what is neither classes nor numbers.
void tell_evaluation(const RunFolder& folder, const Evaluated& evaluated, Observer& observer);

}  // namespace mlday

// The parts of data, read and ready to train on.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/batches.h"
#include "data/loader.h"

namespace mlday {

/// The three parts, each sample read once where it was asked for. `validation` and `test` may be
/// null, and `train` where it was not asked for.
struct DataParts {
  DatasetPtr train, validation, test;
  /// The training samples as an epoch sees them; none where every epoch sees the same.
  std::function<DatasetPtr(std::int64_t epoch)> augmented;
  /// What is done to an epoch's training batches; none where nothing is.
  std::function<BatchChange(std::int64_t epoch)> mixed;
  std::string origin;
  bool synthetic = false;
  DataFacts facts;
  std::vector<std::string> notes;    ///< of the loader
  std::vector<std::string> skipped;  ///< samples that could not be read, each with its reason
  std::vector<std::string>
      overlaps;                ///< "a.png = b.png": validation or test samples that training has
  std::filesystem::path root;  ///< the folder that sample names may begin with
  KeptSamples samples;         ///< all of them, where all were read
  bool are_kept = false;       ///< the parts are those that the run was begun with
  bool in_memory = false;      ///< samples stay there between epochs
  /// Of the whole training part, also where few of its samples were read.
  std::int64_t training_samples = 0;
};

/// Loads, splits, and reads everything.
DataParts load_parts(const LoaderSettings& settings, const LoadRequest& request);

}  // namespace mlday

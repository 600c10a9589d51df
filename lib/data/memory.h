// Samples decoded once, by several threads, and kept.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace mlday {

struct InMemory {
  DatasetPtr dataset;
  std::vector<std::string> skipped;  ///< what was wrong with each sample left out
};

/// Reads all of `dataset` on `threads` threads. With `skip_bad`, samples that cannot be read are
/// left out and listed; without, the first of them (by index) is thrown.
InMemory load_into_memory(const Dataset& dataset, int threads, bool skip_bad);

}  // namespace mlday

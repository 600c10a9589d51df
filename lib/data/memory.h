// All samples decoded once, by several threads: kept in memory, or only looked at.
#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"
#include "data/pictures.h"

namespace mlday {

/// How a dataset is read through.
struct Reading {
  int threads = 1;
  bool skip_bad = false;  ///< leave out what cannot be read; else the first of it is thrown
  bool keep = true;       ///< in memory; else samples are read from their files again when needed
  bool sums = false;      ///< gather what channel statistics are made of
};

struct ReadData {
  DatasetPtr dataset;                 ///< of the samples that could be read
  std::vector<std::uint64_t> hashes;  ///< of each sample's input
  std::uint64_t contents = 0;         ///< a number for all inputs and targets in their order
  ChannelSums sums;
  std::vector<std::string> skipped;  ///< what was wrong with each sample left out
};

/// Reads all of `dataset` once. Which thread reads what changes nothing. Throws BadSample.
ReadData read_through(const DatasetPtr& dataset, const Reading& reading);

}  // namespace mlday

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
  bool contents = false;  ///< gather checksums of what samples hold where they lie
};

struct ReadData {
  DatasetPtr dataset;                        ///< of the samples that could be read
  std::vector<std::uint64_t> hashes = {};    ///< of each sample's input
  std::vector<std::uint64_t> contents = {};  ///< of all samples, also of those left out
  ChannelSums sums = {};
  std::vector<std::int64_t> bad = {};     ///< samples left out, by their index before
  std::vector<std::string> skipped = {};  ///< what was wrong with each of them
};

/// Reads all of `dataset` once. Which thread reads what changes nothing. Throws BadSample.
ReadData read_through(const DatasetPtr& dataset, const Reading& reading);

/// The content (Dataset::content) of all samples.
std::vector<std::uint64_t> contents_of(const Dataset& dataset, int threads);

}  // namespace mlday

// Data looked for, held against what is known of it, and put into its parts; no sample is decoded
// yet.
#pragma once

#include <map>

#include "data/kept.h"
#include "data/loader.h"
#include "data/memory.h"

namespace mlday {

/// The facts of what the network sees, where the settings alone tell them: pictures may be cropped.
std::optional<DataFacts> facts_of(const LoaderSettings& settings);

/// Data found and split, no sample read yet.
struct FoundData {
  LoadedData data;            ///< its facts are what the network sees
  bool keeps_samples = true;  ///< in memory, as `cache` says
  DataChanges changes;        ///< since the run was begun
  /// What each sample of a part held then; without the part where that is not known.
  std::map<Part, std::vector<std::uint64_t>> kept_contents;

  /// How a part is read through.
  Reading reading(bool skip_bad) const;
  /// Whether a part need not be decoded to be known: it was when the run was begun, and it is not
  /// kept in memory.
  bool was_read_before(Part part, const Reading& reading) const;
  /// Adds to the changes what of a part, all of whose samples hold `contents`, is not as it was.
  void compare(Part part, const Dataset& dataset, const std::vector<std::uint64_t>& contents,
               const LoadRequest& request);
  /// What is to be told of the changes; a usage Error where they are not allowed.
  std::string judge(const LoadRequest& request) const;
};

/// What all samples take in memory: a byte for each value of a picture, four for others.
std::int64_t bytes_of_samples(const LoadedData& data);

/// "train", "validation" or "test".
const char* name_of(Part part);

/// Finds the data, splits it, and completes what depends on the split.
FoundData find_data(const LoaderSettings& settings, const LoadRequest& request);

}  // namespace mlday

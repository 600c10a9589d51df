// A run's samples found again in data that may have changed since it was begun.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "store/kept_samples.h"

namespace mlday {

/// What a data set differs in from what a run was begun with, as names.
struct DataChanges {
  std::vector<std::string> added, gone, changed, renamed;
};

/// Samples of a data set that belong to one part of the run's, in the run's order.
struct FoundAgain {
  std::vector<std::int64_t> indices;
  std::vector<std::uint64_t> contents;  ///< what each held when the run was begun
  std::vector<std::string> gone;        ///< the names of those that are not there
  bool any_known = false;  ///< whether any is there: by its name, or where that is a place, content
};

/// Finds the samples of `parts` again in `dataset`, of which the run had the samples `kept`. What
/// is a file of its own goes by its name, anything else (a table's row) by its content. Whether a
/// file's content changed is not looked at. Adds to `changes` what was added and renamed.
std::vector<FoundAgain> find_again(const Dataset& dataset, const std::filesystem::path& root,
                                   const KeptSamples& kept, const std::vector<std::string>& parts,
                                   DataChanges& changes);

/// A usage Error where samples are gone or hold something else, unless that is among `allowed` and
/// `allowable`; `remedy` says what else to do. Returns what is to be told of all other changes;
/// empty where nothing changed.
std::string judge(const DataChanges& changes, const std::string& origin,
                  const std::set<std::string>& allowed, const std::vector<std::string>& allowable,
                  const std::string& remedy);

}  // namespace mlday

// Which samples train and which validate.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/spec.h"
#include "data/dataset.h"

namespace mlday {

struct ValidationSettings {
  double fraction = 0;
  std::optional<std::int64_t> count, folds;
  std::int64_t fold = 0;
  std::optional<std::string> file, folder;
  std::string by = "sample";
  bool stratified = false;
  std::optional<std::int64_t> seed;

  bool validates() const { return fraction > 0 || count || folds || file || folder; }
  /// Whether the seed draws it; else files say.
  bool is_drawn() const { return fraction > 0 || count || folds; }
  bool by_group() const { return by == "group" || by == "track"; }
  /// What is wrong where two ways to choose are given, or a fold that is none.
  std::optional<std::string> contradiction() const;
};

const Spec<ValidationSettings>& validation_spec();

struct Split {
  std::vector<std::int64_t> train, validation;  ///< indices, ascending
};

/// A random part of ceil(fraction * n) samples (scikit-learn's rule), of `count` samples, or fold
/// number `fold` of `folds` equal ones, decided by the seed alone. By group, whole groups are drawn
/// and counted instead. Stratified, every class has its share in the part, as near as numbers
/// allow.
Split split_dataset(const Dataset& dataset, const ValidationSettings& settings,
                    std::uint64_t run_seed);

/// The samples that a file names, a line each, as `sample_name` does. Throws a usage Error where it
/// names none, or one that is not there.
Split split_by_list(const Dataset& dataset, const std::filesystem::path& list,
                    const std::filesystem::path& root);

/// A sample's name without the data's own folder, the same on every machine, in one line.
std::string sample_name(const Dataset& dataset, std::int64_t index,
                        const std::filesystem::path& root);

}  // namespace mlday

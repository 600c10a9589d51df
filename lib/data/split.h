// Which samples train and which validate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/spec.h"
#include "data/dataset.h"

namespace mlday {

struct ValidationSettings {
  double fraction = 0;
  std::string by = "image";
  std::optional<std::int64_t> seed;
};

const Spec<ValidationSettings>& validation_spec();

struct Split {
  std::vector<std::int64_t> train, validation;  ///< indices, ascending
};

/// A random part of ceil(fraction * n) samples (scikit-learn's rule), or with `by: track` of
/// ceil(fraction * groups) whole groups, decided by the seed alone.
Split split_dataset(const Dataset& dataset, const ValidationSettings& settings,
                    std::uint64_t run_seed);

}  // namespace mlday

// Samples that stand in two parts of the data.
#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"

namespace mlday {

/// "b.png = a.png" for each sample of `others` (null where a part is absent) whose input is, value
/// for value, that of a training sample.
std::vector<std::string> overlaps(const Dataset& train, const std::vector<const Dataset*>& others);

/// The same for samples that a dataset has before: "b.png = a.png".
std::vector<std::string> duplicates(const Dataset& dataset);

/// A number for a sample's input that other inputs hardly ever share.
std::uint64_t content_hash(const Sample& sample);

}  // namespace mlday

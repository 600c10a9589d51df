// Samples that stand in two parts of the data.
#pragma once

#include <string>
#include <vector>

#include "data/memory.h"

namespace mlday {

/// "b.png = a.png" for each sample of `others` (null where a part is absent) whose input is, value
/// for value, that of a training sample.
std::vector<std::string> overlaps(const ReadData& train,
                                  const std::vector<const ReadData*>& others);

/// The same for samples that a dataset has before: "b.png = a.png".
std::vector<std::string> duplicates(const ReadData& data);

/// A number for a tensor's values that others hardly ever share.
std::uint64_t content_hash(const torch::Tensor& values);

}  // namespace mlday

// Samples that stand in two parts of the data.
#pragma once

#include <string>
#include <vector>

#include "data/memory.h"

namespace mlday {

/// "b.png = a.png" for each sample of `others` (null where a part is absent) whose inputs are,
/// value for value, those of a training sample.
std::vector<std::string> overlaps(const ReadData& train,
                                  const std::vector<const ReadData*>& others);

/// The same for samples that a dataset has before: "b.png = a.png".
std::vector<std::string> duplicates(const ReadData& data);

}  // namespace mlday

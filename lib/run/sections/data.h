// The data as the report shows it.
#pragma once

#include "data/parts.h"
#include "store/json.h"

namespace mlday {

/// Parts and classes with their counts, some pictures plain and as an epoch sees them, what was
/// left out, what stands in two parts, how columns became numbers.
OrderedJson data_json(const DataParts& data);

}  // namespace mlday

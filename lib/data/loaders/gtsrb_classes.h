// The names of the classes of GTSRB, the German Traffic Sign Recognition Benchmark.
#pragma once

#include <string>
#include <vector>

namespace mlday {

/// The 43 names in English; a name's place in the list is the number of its class.
const std::vector<std::string>& gtsrb_class_names();

}  // namespace mlday

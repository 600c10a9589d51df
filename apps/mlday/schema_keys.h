// The keys of a config, from the generated schema inside the executable.
#pragma once

#include <set>
#include <string>

namespace mlday {

/// Dotted paths such as "optimizer.lr"; settings of all kinds of a section together, lists' items
/// left out.
std::set<std::string> schema_keys();

}  // namespace mlday

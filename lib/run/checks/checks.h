// Rules that look across a config's sections, a file each.
#pragma once

#include "config/problems.h"
#include "run/experiment.h"

namespace mlday {

/// Runs every rule; what they find is added to the problems.
void check_experiment(const ResolvedConfig& config, Problems& problems);

/// The value at a dotted path of the resolved tree, for its place; the nearest that is there.
const Node& node_at(const Node& tree, const std::string& path);

// The rules, in the order in which they run.
void check_monitors(const ResolvedConfig&, Problems&);
void check_shapes(const ResolvedConfig&, Problems&);

}  // namespace mlday

// A run's config, read back from its folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/node.h"

namespace mlday {

/// A run's resolved.yaml as a tree; an empty map where it is not there. A usage Error where it
/// cannot be read. A run may be a stranger's: it gets nothing of this machine's environment or
/// files.
Node read_config(const std::filesystem::path& resolved);

/// A value in one line: "adam", "[0.9, 0.999]", "dropout {p: 0.5}"; `all` with what nobody set.
std::string one_line(const Node& node, bool all);

/// Without what only names a run, or says what it is held against (title, day, journal, check).
Node without_names(Node config);

/// All that decides a run's result but for its seeds, as a text: runs of the same text differ in
/// their seeds alone.
std::string config_without_seeds(const Node& config);

/// The seeds that such runs may differ in: training's, the data's, the split's; empty where there
/// is none.
std::vector<std::string> seeds_of(const Node& config);

}  // namespace mlday

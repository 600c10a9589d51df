// The verbs that tell what there is: config show, help, list, docs, info.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Each prints and returns the exit code.
int show_config(const ShowRequest& request);
int show_help(const std::string& path);
int show_list(const std::string& what);
int show_info();

/// Writes the generated pages below `root`, or (not `write`) returns 1 and names those that are
/// stale.
int make_docs(const std::string& root, bool write);

}  // namespace mlday

// The journal at a glance: every day with its runs.
#pragma once

#include <filesystem>

#include "store/json.h"

namespace mlday {

/// The days of the configs in a folder and the configs that runs below `out` are of: each with its
/// figure (the journal's first, else the one that decides what is best), its best and its newest
/// run. Links are relative to `out`. What it holds: report/page/README.md.
OrderedJson index_document(const std::filesystem::path& configs, const std::filesystem::path& out);

}  // namespace mlday

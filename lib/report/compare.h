// Several runs beside each other.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/json.h"
#include "store/run_folder.h"

namespace mlday {

/// The document of kind "compare" (report/page/README.md): the runs with their histories, settings
/// that differ, figures with the best marked, tests on the same samples, each run against the
/// first, and runs that differ only in seed, pooled. `part` is "test", "validation" or empty: then
/// the test part where both have predictions of it, else validation. `page` is the folder that
/// links to reports start from. Two runs or more. An Error where a run's files are broken.
OrderedJson compare_document(const std::vector<RunFolder>& folders, const std::string& part,
                             const std::filesystem::path& page);

/// The document as text for a terminal of so many columns: tables that do not fit side by side are
/// cut into several.
std::string compare_text(const OrderedJson& document, std::size_t columns);

}  // namespace mlday

// Which mlday this is.
#pragma once

#include <string>

namespace mlday {

/// "0.1.0".
std::string version_text();
/// The commit that was built, with "-dirty" where files differed from it; "unknown" outside git.
std::string commit_text();
/// "Release", "Debug", ...
std::string build_type_text();

}  // namespace mlday

#include "core/version.h"

#include "mlday_build.h"  // written at build time by cmake/build_info.cmake

namespace mlday {

std::string version_text() { return MLDAY_VERSION; }
std::string commit_text() { return MLDAY_COMMIT; }
std::string build_type_text() { return MLDAY_BUILD_TYPE; }

}  // namespace mlday

// How many processors this process may really use.
#pragma once

namespace mlday {

/// Processors in the process' affinity mask, fewer where a cgroup (v1 or v2) quota says so; >= 1.
int usable_processors();

}  // namespace mlday

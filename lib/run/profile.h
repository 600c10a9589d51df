// Where the time of a training went, as a table, as JSON, and as a trace to look at.
#pragma once

#include <string>
#include <vector>

#include "core/timeline.h"
#include "models/plan.h"
#include "store/json.h"

namespace mlday {

/// What was measured.
struct Profile {
  const Plan& plan;
  const Timeline& timeline;
  double data_seconds = 0, network_seconds = 0;  ///< before the first step
  std::int64_t steps = 0, samples = 0;
  std::int64_t steps_per_epoch = 0;
  std::int64_t sgemm = 0;              ///< multiply-adds a second of a large matrix product
  std::string noun = "sample", where;  ///< "CPU, 2 threads"
};

/// Phases, layers, and what an epoch takes.
std::string profile_text(const Profile& profile);
OrderedJson profile_json(const Profile& profile);
/// The first steps in the format that chrome://tracing and Perfetto open.
std::string chrome_trace(const Timeline& timeline);

}  // namespace mlday

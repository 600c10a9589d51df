// A run as it is compared with others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/node.h"
#include "store/records.h"
#include "store/run_folder.h"
#include "store/summary.h"

namespace mlday {

struct ComparedRun {
  RunFolder folder{{}};
  std::string label;  ///< "A", "B", ... "Z", "AA", ...
  std::string name;   ///< "day06_adam/2026-11-22_14-05-09"
  std::string state;  ///< as `mlday runs` has it
  Summary summary;    ///< empty where there is none yet
  std::vector<EpochRecord> history;
  Node config;      ///< resolved.yaml
  Metrics figures;  ///< at the best epoch; of what has no best one, after the last
};

/// Reads a run's files; `place` among the compared ones decides its label.
ComparedRun compared_run(const RunFolder& folder, std::size_t place);

}  // namespace mlday

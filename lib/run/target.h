// Which checkpoint a verb is to work on.
#pragma once

#include <filesystem>
#include <string>

namespace mlday {

struct Target {
  std::filesystem::path checkpoint;
  std::filesystem::path folder;  ///< the run's, or the checkpoint's own
};

/// `what` is a run folder, a checkpoint file, or a config, whose latest run below `out` is meant;
/// `checkpoint` is "best" or "last" of a run. An Error says what is not there.
Target find_target(const std::string& what, const std::string& checkpoint, const std::string& out);

}  // namespace mlday

// summary.json: what a run is and came to, for people and for programs that read run folders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/metrics.h"
#include "store/run_folder.h"

namespace mlday {

struct Summary {
  std::string config, title;
  std::filesystem::path config_file;  ///< empty where an earlier version began the run
  std::string status;                 ///< "running", "finished", "interrupted", "failed"
  std::string reason;                 ///< how training ended
  std::int64_t epochs = 0, best_epoch = 0;
  std::string best_monitor;
  /// The epochs' figures with "val_" ones, and "test_" ones where there is a test part.
  Metrics best, last;
  Metrics journal;  ///< what is compared with
  bool synthetic = false;
  std::string data_origin;
  std::filesystem::path data_folder;  ///< that the data was found in; empty where it was generated
  std::int64_t skipped_samples = 0, seed = 0, parameters = 0;
  std::string device;
  int threads = 0;
  double seconds = 0;                   ///< of training; of a failed run, up to its last save
  std::optional<double> epoch_seconds;  ///< of them, those of an epoch that was broken off
  std::string command;
  std::map<std::string, std::string> versions;
};

void write_summary(const RunFolder& folder, const Summary& summary);

/// None where summary.json is absent or broken. Figures that are no numbers there are NaN.
std::optional<Summary> read_summary(const RunFolder& folder);

}  // namespace mlday

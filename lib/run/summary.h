// The end of a run: its figures beside the journal's, as text and as summary.json.
#pragma once

#include <string>

#include "core/metrics.h"
#include "run/experiment.h"
#include "store/json.h"
#include "store/run_folder.h"
#include "train/train.h"

namespace mlday {

struct Summary {
  std::string status;  ///< "running", "finished", "interrupted"
  std::string reason;  ///< how training ended
  std::string command, data, device;
  std::filesystem::path data_folder;  ///< that the data was found in; empty where it was generated
  bool synthetic = false;
  int threads = 0;
  std::int64_t skipped_samples = 0;
  std::int64_t parameters = 0;
  Progress progress;  ///< its seconds are those up to the last save
  Metrics best,
      last;  ///< epoch figures with "val_" ones, and "test_" ones where there is a test part
};

void write_summary(const RunFolder& folder, const ResolvedConfig& config, const Summary& summary);

/// A run's summary.json; an empty object where it is absent or broken.
OrderedJson read_summary(const RunFolder& folder);

/// The folder in which a run found its data, wherever that is now; empty where it is not known.
std::filesystem::path data_folder_of(const RunFolder& folder);

/// The seconds that a run has taken so far: its summary has them where it was ended or broken off,
/// and of a part that was killed its history has those of its epochs.
void read_seconds(const RunFolder& folder, Progress& progress);

/// The closing lines of `mlday train`.
std::string summary_text(const RunFolder& folder, const ResolvedConfig& config,
                         const Summary& summary);

}  // namespace mlday

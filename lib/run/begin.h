// Which run folder a training works in: a new one, or one to go on with.
#pragma once

#include <memory>

#include "run/experiment.h"
#include "store/run_folder.h"

namespace mlday {

/// A run folder that no other process trains in, as long as this lives.
struct OpenRun {
  RunFolder folder;
  std::shared_ptr<const void> lock;
  bool resumed = false;
  bool latest_was_gone = false;       ///< `latest` pointed to a run that somebody removed
  std::optional<std::string> mended;  ///< what is to be said of a `last` that was broken
};

/// The run to go on with, if that was asked for and there is one. A config that would change its
/// results is a usage Error that names the differences.
std::optional<OpenRun> resume_run(const TrainRequest& request, const ResolvedConfig& config);

/// Throws where `begin_run` would: an existing name, a folder that cannot be written.
void check_can_begin(const TrainRequest& request, const ResolvedConfig& config);

/// Writes resolved.yaml; a resumed run's once it is sure that it goes on, perhaps for more epochs.
void write_resolved(const RunFolder& folder, const ResolvedConfig& config);

/// Makes the run folder and puts the config into it.
OpenRun begin_run(const TrainRequest& request, const ResolvedConfig& config);

}  // namespace mlday

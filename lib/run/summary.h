// The end of a run as text, and what a run's summary tells a later one.
#pragma once

#include <string>

#include "run/experiment.h"
#include "store/summary.h"
#include "train/train.h"

namespace mlday {

/// What is known of a run when it begins; its status is "running".
Summary begun_summary(const ResolvedConfig& config);

/// The run has come so far.
void put_progress(const Progress& progress, Summary& summary);

/// The seconds that a run has taken so far: its summary has them where it was ended or broken off,
/// and of a part that was killed its history has those of its epochs.
void read_seconds(const RunFolder& folder, Progress& progress);

/// The closing lines of `mlday train`.
std::string summary_text(const RunFolder& folder, const Summary& summary);

}  // namespace mlday

// All runs below a folder: what `mlday runs` shows and removes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "store/run_folder.h"
#include "store/summary.h"

namespace mlday {

/// "training", "finished", "interrupted", "failed", "killed" (it says that it trains, but no
/// process does) or "begun" (it has no summary).
std::string state_of_run(const RunFolder& folder, const std::optional<Summary>& summary);

/// The run that a user names by its folder, by a folder of runs (the newest of them), or by a
/// config: the newest run of that name below `out`. A usage Error where there is none, or where it
/// is another config's of the same name.
RunFolder named_run(const std::filesystem::path& what, const std::filesystem::path& out);

struct RunEntry {
  RunFolder folder{{}};
  std::string config, name;
  std::string state;  ///< as of state_of_run
  std::optional<Summary> summary;
  std::filesystem::file_time_type begun;
  std::filesystem::file_time_type changed;  ///< the newest of its files
  std::uintmax_t bytes = 0;
  bool is_latest = false;
};

/// The runs below `out`, by config and then those first that were begun last; only those of
/// `config` where it is not empty. A usage Error where there is no such folder.
std::vector<RunEntry> runs_below(const std::filesystem::path& out, const std::string& config = "");

/// Removes a run's folder; a usage Error where a process trains in it, or where it is no run's.
void remove_run(const std::filesystem::path& root);

/// What is wrong with a run's files, a line each: what cannot be read, is cut off, or holds
/// something else than was written (its checksum). Empty where nothing is.
std::vector<std::string> damage_of_run(const RunFolder& folder);

}  // namespace mlday

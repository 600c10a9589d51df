// The run folder: where a run keeps its files, and how runs are found again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/error.h"

namespace mlday {

/// `<out>/<config>/<name>/`. Every file in it is whole or absent at every moment.
class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path config() const { return root_ / "config.yaml"; }
  std::filesystem::path resolved() const { return root_ / "resolved.yaml"; }
  std::filesystem::path history() const { return root_ / "history.csv"; }
  std::filesystem::path metrics() const { return root_ / "metrics.jsonl"; }
  std::filesystem::path validation() const { return root_ / "validation.txt"; }
  std::filesystem::path samples() const { return root_ / "samples.csv"; }
  std::filesystem::path skipped() const { return root_ / "skipped.txt"; }
  std::filesystem::path log() const { return root_ / "log.txt"; }
  std::filesystem::path summary() const { return root_ / "summary.json"; }
  /// The loss by update, thinned.
  std::filesystem::path steps() const { return root_ / "steps.csv"; }
  std::filesystem::path tensorboard() const { return root_ / "tensorboard"; }
  std::filesystem::path report() const { return root_ / "report.html"; }
  /// The report's parts that only the network or the data could tell.
  std::filesystem::path sections() const { return root_ / "report"; }
  std::filesystem::path section(const std::string& name) const {
    return sections() / (name + ".json");
  }
  /// What the best weights make of each sample of a part.
  std::filesystem::path predictions(const std::string& part) const {
    return root_ / "predictions" / (part + ".csv");
  }
  std::filesystem::path checkpoints() const { return root_ / "checkpoints"; }
  std::filesystem::path best() const { return checkpoints() / "best.safetensors"; }
  /// Of the few best epochs' weights, where several are kept.
  std::filesystem::path best_of(std::int64_t epoch) const {
    return checkpoints() / ("best_epoch_" + std::to_string(epoch) + ".safetensors");
  }
  /// New best weights, until `last` names their epoch: only then they take `best`'s place.
  std::filesystem::path best_next() const { return checkpoints() / "best_next.safetensors"; }
  /// The best weights but for an epoch that was validated only because training ended with it.
  std::filesystem::path best_before_ending() const {
    return checkpoints() / "best_before_ending.safetensors";
  }
  std::filesystem::path last() const { return checkpoints() / "last.safetensors"; }

 private:
  std::filesystem::path root_;
};

/// Makes a new run folder under `out` for a config of this name, called `name` or, if that is
/// empty, by the time (2026-11-22_14-05-09, with -2, -3, ... where that is taken), and points
/// `latest` to it. A `name` that exists is an Error: runs are never overwritten.
RunFolder create_run(const std::filesystem::path& out, const std::string& config_name,
                     const std::string& name);

/// The run called `name`, if there is one. Without a name, the newest: that which `latest` points
/// to, or, where that one is gone, the one that was begun last of those that are left.
std::optional<RunFolder> existing_run(const std::filesystem::path& out,
                                      const std::string& config_name, const std::string& name);

/// Of a config's runs that have this file, the one that was begun last.
std::optional<RunFolder> newest_run_with(const std::filesystem::path& out,
                                         const std::string& config_name,
                                         std::filesystem::path (RunFolder::*file)() const);

/// Points the config's `latest` to this run; returns false where it did so already.
bool make_latest(const RunFolder& folder);

/// What to say of a name that is taken.
Error run_exists_error(const std::filesystem::path& root);

/// Keeps every other process from training in this folder as long as the result lives; a usage
/// Error where one does already. The lock goes with the process, however it ends.
std::shared_ptr<const void> lock_run(const RunFolder& folder);

/// The run as in `existing_run`; a usage Error that says what was looked for where there is none.
RunFolder find_run(const std::filesystem::path& out, const std::string& config_name,
                   const std::string& name);

}  // namespace mlday

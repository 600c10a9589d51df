#include "store/runs.h"

#include <algorithm>

#include "core/error.h"
#include "store/history.h"
#include "store/kept_samples.h"
#include "store/safetensors.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// Whether a process holds the run's lock.
bool is_training(const RunFolder& folder) {
  try {
    lock_run(folder);
    return false;
  } catch (const Error& error) {
    return error.exit() == Exit::usage;
  }
}

RunEntry entry_of(const fs::path& root) {
  RunEntry entry{.folder = RunFolder(root),
                 .config = root.parent_path().filename().string(),
                 .name = root.filename().string()};
  entry.summary = read_summary(entry.folder);
  entry.state = state_of_run(entry.folder, entry.summary);
  entry.begun = entry.changed = fs::last_write_time(entry.folder.config());
  std::error_code code;  // files come and go while the run trains
  for (fs::recursive_directory_iterator file(root, code), end; !code && file != end;
       file.increment(code)) {
    std::error_code gone;
    const auto bytes = file->is_regular_file(gone) ? file->file_size(gone) : 0;
    const auto changed = file->last_write_time(gone);
    if (gone) continue;
    entry.bytes += bytes;
    entry.changed = std::max(entry.changed, changed);
  }
  entry.is_latest = fs::read_symlink(root.parent_path() / "latest", code) == root.filename();
  return entry;
}

bool is_run(const fs::path& root) {
  return fs::is_directory(root) && !fs::is_symlink(root) && fs::exists(RunFolder(root).config());
}

/// Configs of one file name in several folders share their runs' folder.
void refuse_other_config(const RunFolder& run, const fs::path& config) {
  const auto summary = read_summary(run);
  if (!summary || summary->config_file.empty() || !fs::exists(summary->config_file)) return;
  if (fs::equivalent(summary->config_file, config)) return;
  throw usage_error("the newest run in " + run.root().parent_path().string() + " is of " +
                    summary->config_file.string() + ", not of " + config.string() +
                    ": name the run's folder, or give the configs other names");
}

}  // namespace

std::string state_of_run(const RunFolder& folder, const std::optional<Summary>& summary) {
  if (is_training(folder)) return "training";
  if (!summary) return "begun";
  return summary->status == "running" ? "killed" : summary->status;
}

RunFolder named_run(const fs::path& what, const fs::path& out) {
  if (!fs::exists(what) || what.extension() == ".safetensors")
    throw usage_error((fs::exists(what) ? "a run is wanted, not the file " : "there is no ") +
                      what.string() + ": give a run folder or a config (.yaml)");
  const bool by_config = !fs::is_directory(what);
  auto run = by_config ? find_run(out, what.stem().string(), "") : RunFolder(fs::canonical(what));
  if (!by_config && !fs::exists(run.resolved()))
    if (const auto& root = run.root();
        auto newest = existing_run(root.parent_path(), root.filename(), ""))
      run = *newest;
  if (!fs::exists(run.resolved()))
    throw usage_error(run.root().string() + " is a folder, but no run's (it has no resolved.yaml)");
  if (by_config) refuse_other_config(run, what);
  return run;
}

std::vector<RunEntry> runs_below(const fs::path& out, const std::string& config) {
  const auto folder = config.empty() ? out : out / config;
  if (!fs::is_directory(folder))
    throw usage_error("there is no folder " + folder.string() + ": say where runs are with --out");
  std::vector<RunEntry> runs;
  for (const auto& of_config : fs::directory_iterator(out)) {
    if (!of_config.is_directory() || (!config.empty() && of_config.path().filename() != config))
      continue;
    for (const auto& run : fs::directory_iterator(of_config))
      if (is_run(run.path())) runs.push_back(entry_of(run.path()));
  }
  std::sort(runs.begin(), runs.end(), [](const RunEntry& a, const RunEntry& b) {
    return std::tie(a.config, b.begun, b.name) < std::tie(b.config, a.begun, a.name);
  });
  return runs;
}

void remove_run(const fs::path& root) {
  if (!is_run(fs::is_symlink(root) ? fs::canonical(root) : root))
    throw usage_error(root.string() + " is no run's folder (it has no config.yaml)");
  const auto folder = fs::canonical(root);
  const auto lock = lock_run(RunFolder(folder));
  fs::remove_all(folder);
  const auto latest = folder.parent_path() / "latest";
  if (fs::is_symlink(latest) && !fs::exists(latest)) fs::remove(latest);
}

std::vector<std::string> damage_of_run(const RunFolder& folder) {
  std::vector<std::string> lines;
  const auto look = [&](const fs::path& file, bool is_needed, const auto& read) {
    if (!fs::exists(file)) {
      if (is_needed) lines.push_back(file.string() + " is not there");
      return;
    }
    try {
      read(file);
    } catch (const std::exception& error) {
      lines.emplace_back(error.what());
    }
  };
  const auto checkpoint = [&](const fs::path& file) {
    const SafetensorsFile opened(file);
    if (const auto& wrong = opened.wrong_checksum(); !wrong.empty())
      lines.push_back(file.string() + ": " + wrong);
  };
  // (A run may not have come to its first save yet.)
  const auto summary = read_summary(folder);
  const bool has_saved =
      summary && (summary->status == "finished" || summary->status == "interrupted");
  look(folder.resolved(), true, [](const fs::path&) {});
  look(folder.history(), false, [](const fs::path& file) { read_history(file); });
  look(folder.samples(), fs::exists(folder.last()), [&](const fs::path& file) {
    const auto samples = read_kept_samples(file);
    const bool lists_validation =
        std::any_of(samples->begin(), samples->end(),
                    [](const KeptSample& sample) { return sample.part == "validation"; });
    if (fs::exists(folder.validation()) && !lists_validation)
      lines.push_back(file.string() +
                      " lists no validation sample, and validation.txt does: it is "
                      "cut off");
  });
  look(folder.last(), has_saved, checkpoint);
  for (const auto& file : fs::directory_iterator(folder.checkpoints()))
    if (file.path() != folder.last() && file.path().extension() == ".safetensors")
      look(file.path(), false, checkpoint);
  look(folder.summary(), true, [&](const fs::path& file) {
    if (!summary) lines.push_back(file.string() + " is broken");
  });
  return lines;
}

}  // namespace mlday

#include "run/begin.h"

#include <unistd.h>

#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::string shown(const Node* node) {
  if (!node) return "not there";
  auto text = std::string(trimmed(emit_yaml(*node)));
  return text.find('\n') == std::string::npos ? text : "another section";
}

/// "optimizer.lr: 0.001 -> 0.0003" for each value that differs.
void add_differences(const Node& was, const Node& is, const std::string& path, std::string& text) {
  if (was.is_map() && is.is_map()) {
    const auto below = [&](const std::string& key) {
      return path.empty() ? key : path + "." + key;
    };
    for (const auto& entry : was.entries)
      if (const Node* other = is.find(entry.key))
        add_differences(entry.value, *other, below(entry.key), text);
      else
        text += "\n  " + below(entry.key) + ": " + shown(&entry.value) + " -> not there";
    for (const auto& entry : is.entries)
      if (!was.find(entry.key))
        text += "\n  " + below(entry.key) + ": not there -> " + shown(&entry.value);
    return;
  }
  if (was.is_sequence() && is.is_sequence() && was.items.size() == is.items.size()) {
    for (std::size_t i = 0; i < was.items.size(); ++i)
      add_differences(was.items[i], is.items[i], path + "." + std::to_string(i), text);
    return;
  }
  if (emit_yaml(was) != emit_yaml(is))
    text += "\n  " + path + ": " + shown(&was) + " -> " + shown(&is);
}

/// A resumed run must be the run that was begun.
void refuse_drift(const RunFolder& folder, const ResolvedConfig& config) {
  const auto path = folder.resolved().string();
  const auto before = resolve_text(read_file(path), path, {});
  std::string differences;
  add_differences(results_only(before.tree, experiment_spec()),
                  results_only(config.tree, experiment_spec()), "", differences);
  if (differences.empty()) return;
  const auto root = folder.root().string();
  throw usage_error("the config is not the one that " + root + " was begun with:" + differences +
                    "\nGo on with the run's own settings by `mlday train " + root +
                    " --resume`, or begin a new run without --resume");
}

}  // namespace

void write_resolved(const RunFolder& folder, const ResolvedConfig& config) {
  write_file_atomically(folder.resolved(), emit_yaml(config.tree, true));
}

std::optional<OpenRun> resume_run(const TrainRequest& request, const ResolvedConfig& config) {
  if (!request.resume) return std::nullopt;
  const bool named = fs::is_directory(request.config.path);
  const auto folder = named ? RunFolder(fs::canonical(request.config.path))
                            : existing_run(request.out, config.name, request.name);
  if (!folder) return std::nullopt;
  OpenRun run{*folder, lock_run(*folder), true};
  run.latest_was_gone = !named && request.name.empty() && make_latest(*folder);
  // A run killed in its first moment has no config yet; it begins in the same folder.
  if (fs::exists(folder->resolved()))
    refuse_drift(*folder, config);
  else
    write_file_atomically(folder->config(), config.source_text);
  make_folder(folder->best().parent_path());
  return run;
}

void check_can_begin(const TrainRequest& request, const ResolvedConfig& config) {
  if (!request.name.empty() && existing_run(request.out, config.name, request.name))
    throw run_exists_error(fs::path(request.out) / config.name / request.name);
  make_folder(fs::path(request.out) / config.name);
  if (::access((fs::path(request.out) / config.name).c_str(), W_OK) != 0)
    throw Error("cannot write to " + (fs::path(request.out) / config.name).string() +
                ": choose another folder with --out");
}

OpenRun begin_run(const TrainRequest& request, const ResolvedConfig& config) {
  const RunFolder folder = create_run(request.out, config.name, request.name);
  OpenRun run{folder, lock_run(folder)};
  write_file_atomically(folder.config(), config.source_text);
  write_resolved(folder, config);
  return run;
}

}  // namespace mlday

#include "run/begin.h"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "store/history.h"
#include "store/kept_samples.h"
#include "store/saves.h"
#include "store/summary.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::string shown(const Node* node) {
  if (!node) return "not there";
  auto text = std::string(trimmed(emit_yaml(*node)));
  return text.find('\n') == std::string::npos ? text : "another section";
}

/// A value that differs: its key, and "0.001 -> 0.0003".
struct Difference {
  std::string key, change;
};

void add_differences(const Node& was, const Node& is, const std::string& path,
                     std::vector<Difference>& list) {
  if (was.is_map() && is.is_map()) {
    const auto below = [&](const std::string& key) {
      return path.empty() ? key : path + "." + key;
    };
    for (const auto& entry : was.entries)
      if (const Node* other = is.find(entry.key))
        add_differences(entry.value, *other, below(entry.key), list);
      else
        list.push_back({below(entry.key), shown(&entry.value) + " -> not there"});
    for (const auto& entry : is.entries)
      if (!was.find(entry.key))
        list.push_back({below(entry.key), "not there -> " + shown(&entry.value)});
    return;
  }
  if (was.is_sequence() && is.is_sequence() && was.items.size() == is.items.size()) {
    for (std::size_t i = 0; i < was.items.size(); ++i)
      add_differences(was.items[i], is.items[i], path + "." + std::to_string(i), list);
    return;
  }
  if (emit_yaml(was) != emit_yaml(is)) list.push_back({path, shown(&was) + " -> " + shown(&is)});
}

/// What must not change, of a resolved config: its results, wherever the data lies.
Node what_counts(const ResolvedConfig& config) {
  auto tree = results_only(config.tree, experiment_spec());
  for (auto& section : tree.entries)
    if (section.key == "dataset")
      std::erase_if(section.value.entries, [](const auto& entry) { return entry.key == "root"; });
  return tree;
}

/// Takes out the differences of keys that the user allows to change.
void drop_allowed(const std::vector<std::string>& allowed, std::vector<Difference>& list) {
  const auto& of_data = allowable_changes();
  for (const auto& key : allowed) {
    if (std::find(of_data.begin(), of_data.end(), key) != of_data.end()) continue;
    const auto dropped = std::erase_if(list, [&](const Difference& difference) {
      return difference.key == key || difference.key.starts_with(key + ".");
    });
    if (dropped == 0)
      throw usage_error("--allow-change " + key +
                        ": no key of the config that is called so changed");
  }
}

/// A resumed run must be the run that was begun.
void refuse_drift(const RunFolder& folder, const ResolvedConfig& before,
                  const ResolvedConfig& config, const std::vector<std::string>& allowed) {
  std::vector<Difference> differences;
  add_differences(what_counts(before), what_counts(config), "", differences);
  drop_allowed(allowed, differences);
  if (differences.empty()) return;
  const auto root = folder.root().string();
  std::string text;
  for (const auto& [key, change] : differences) text += "\n  " + key + ": " + change;
  throw usage_error("the config is not the one that " + root + " was begun with:" + text +
                    "\nGo on with the run's own settings by `mlday train " + root +
                    " --resume`, allow a key to change by `--allow-change " +
                    differences.front().key + "`, or begin a new run without --resume");
}

/// What was trained must not be begun anew in its own folder. (A run killed before its first save
/// has lost nothing but what it had not saved.)
void refuse_lost_checkpoint(const RunFolder& folder, const ResolvedConfig& before) {
  if (fs::exists(folder.last())) return;
  const auto epochs = static_cast<std::int64_t>(read_history(folder.history()).size());
  const auto summary = read_summary(folder);
  const bool was_finished = summary && summary->status == "finished";
  const auto& every = before.experiment.training.save_every;
  if (!was_finished && (every.epochs == 0 || epochs <= every.epochs)) return;
  throw usage_error(folder.last().string() + " is gone, which " + counted(epochs, "epoch") +
                    " had led to, so the run cannot go on: begin a new one without --resume");
}

/// A line of emitted YAML without its origin.
std::string value_of(const std::string& line) { return line.substr(0, line.rfind("  #")); }

/// The lines of emitted YAML, each under its path of keys ("/optimizer/lr") and how many lines have
/// had that path before it.
std::vector<std::pair<std::string, std::string>> lines_by_path(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> lines;
  std::vector<std::pair<std::size_t, std::string>> above;  // indentation and key
  std::map<std::string, int> seen;
  for (const auto& line : split(text, '\n')) {
    const auto indent = std::min(line.find_first_not_of(" -"), line.size());
    while (!above.empty() && above.back().first >= indent) above.pop_back();
    const auto value = value_of(line);
    above.emplace_back(indent, value.substr(indent, value.find(':', indent) - indent));
    std::string path;
    for (const auto& [depth, key] : above) path += "/" + key;
    lines.emplace_back(path + " " + std::to_string(seen[path]++), line);
  }
  return lines;
}

/// A value that says the same as before keeps its line, which knows where it came from at first.
std::string with_first_origins(const std::string& text, const std::string& before) {
  std::map<std::string, std::string> old;
  for (const auto& [path, line] : lines_by_path(before)) old[path] = line;
  std::vector<std::string> lines;
  for (const auto& [path, line] : lines_by_path(text)) {
    const auto same = old.find(path);
    const bool is_same = same != old.end() && value_of(same->second) == value_of(line);
    lines.push_back(is_same ? same->second : line);
  }
  return join(lines, "\n");
}

}  // namespace

void write_resolved(const RunFolder& folder, const ResolvedConfig& config) {
  auto text = emit_yaml(config.tree, true);
  if (fs::exists(folder.resolved())) text = with_first_origins(text, read_file(folder.resolved()));
  write_file_atomically(folder.resolved(), text);
}

std::optional<OpenRun> resume_run(const TrainRequest& request, const ResolvedConfig& config) {
  if (!request.resume) return std::nullopt;
  const bool named = fs::is_directory(request.config.path);
  const auto folder = named ? RunFolder(fs::canonical(request.config.path))
                            : existing_run(request.out, config.name, request.name);
  if (!folder) return std::nullopt;
  OpenRun run{*folder, lock_run(*folder), true};
  run.mended = mend_last(*folder);
  run.latest_was_gone = !named && request.name.empty() && make_latest(*folder);
  if (const auto path = folder->resolved(); fs::exists(path)) {
    const auto before = resolve_text(read_file(path), path.string(), {});
    refuse_lost_checkpoint(*folder, before);
    refuse_drift(*folder, before, config, request.allowed_changes);
  } else {  // a run killed in its first moment; it begins in the same folder
    write_file_atomically(folder->config(), config.source_text);
  }
  make_folder(folder->best().parent_path());
  remove_partial_files(folder->root());
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

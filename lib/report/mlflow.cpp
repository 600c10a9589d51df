#include "report/mlflow.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "report/flat_settings.h"
#include "report/mlflow_names.h"
#include "report/run_config.h"
#include "store/history.h"
#include "store/runs.h"
#include "store/summary.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

// mlflow/entities: RunStatus, SourceType.
enum RunStatus { status_running = 1, status_finished = 3, status_failed, status_killed };
constexpr int source_local = 4;

std::string user_name() {
  const auto* user = ::getpwuid(::geteuid());
  return user && *user->pw_name ? user->pw_name : "unknown";
}

RunStatus mlflow_status(const std::string& state) {
  if (state == "training") return status_running;
  if (state == "finished") return status_finished;
  return state == "failed" ? status_failed : status_killed;
}

/// When a run that is over was.
fs::file_time_type ended(const RunFolder& run, const std::string& state) {
  if (state != "killed" && fs::exists(run.summary())) return fs::last_write_time(run.summary());
  return fs::last_write_time(fs::exists(run.history()) ? run.history() : run.config());
}

Node run_meta(const RunFolder& run, const std::string& state, const std::string& experiment,
              const fs::path& place) {
  const auto id = place.filename().string();
  const auto number = [](std::int64_t value) { return Node::scalar(std::to_string(value)); };
  auto meta = Node::map();
  meta.set("artifact_uri", quoted_text(file_uri(place / "artifacts")));
  meta.set("deleted_time", {});
  meta.set("end_time", state == "training" ? Node() : number(milliseconds_of(ended(run, state))));
  meta.set("entry_point_name", quoted_text(""));
  meta.set("experiment_id", quoted_text(experiment));
  meta.set("lifecycle_stage", Node::scalar("active"));
  meta.set("run_id", quoted_text(id));
  meta.set("run_name", quoted_text(run.root().filename().string()));
  meta.set("run_uuid", quoted_text(id));
  meta.set("source_name", quoted_text(""));
  meta.set("source_type", number(source_local));
  meta.set("source_version", quoted_text(""));
  meta.set("start_time", number(milliseconds_of(fs::last_write_time(run.config()))));
  meta.set("status", number(mlflow_status(state)));
  meta.set("tags", Node::sequence());
  meta.set("user_id", quoted_text(user_name()));
  return meta;
}

using Files = std::map<std::string, std::string>;  ///< contents by name

void write_files(const fs::path& folder, const Files& files) {
  make_folder(folder);
  for (const auto& [name, content] : files) {
    if (const auto below = (folder / name).parent_path(); below != folder) make_folder(below);
    write_file(folder / name, content);
  }
}

/// The first bytes that are whole characters: MLflow cuts long values, too.
std::string cut(const std::string& text, std::size_t longest) {
  auto end = std::min(text.size(), longest);
  while (end < text.size() && end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

Files parameter_files(const RunFolder& run) {
  constexpr std::size_t longest = 6000;
  Files files;
  for (const auto& setting : flat_settings(read_config(run.resolved())))
    files[unused_name(mlflow_name(setting.key), files)] = cut(setting.text, longest);
  return files;
}

/// A line is "timestamp value step"; what is no number was not measured.
void add_point(Files& files, const std::string& name, std::int64_t milliseconds, double value,
               std::int64_t step) {
  if (std::isnan(value)) return;
  files[name] +=
      std::to_string(milliseconds) + " " + exact(value) + " " + std::to_string(step) + "\n";
}

Files metric_files(const RunFolder& run, const Summary& summary) {
  Files files;
  const auto begun = milliseconds_of(fs::last_write_time(run.config()));
  double seconds = 0;
  std::int64_t time = begun;
  for (const auto& record : read_history(run.history())) {
    seconds += record.seconds;
    time = begun + std::llround(1000 * seconds);
    for (const auto& [name, value] : record.metrics.items())
      add_point(files, mlflow_name(name), time, value, record.epoch);
    add_point(files, "lr", time, record.lr, record.epoch);
  }
  for (const auto& [name, value] : summary.best.items())
    add_point(files, "best/" + mlflow_name(name), time, value, summary.best_epoch);
  for (const auto& [name, value] : summary.journal.items())
    add_point(files, "journal/" + mlflow_name(name), time, value, 0);
  return files;
}

Files tag_files(const RunFolder& run, const Summary& summary) {
  Files files{{"mlflow.runName", in_one_line(run.root().filename().string())},
              {"mlflow.user", user_name()},
              {"mlflow.source.name", summary.command.empty() ? "mlday" : summary.command},
              {"mlflow.source.type", "LOCAL"},
              {"mlday.data", summary.synthetic ? "synthetic" : "real"},
              {"mlday.device", summary.device}};
  std::string note = summary.title;
  if (!summary.reason.empty()) note += (note.empty() ? "" : "\n\n") + summary.reason;
  files["mlflow.note.content"] = note;
  for (const auto& [name, version] : summary.versions)
    files["mlday.version." + mlflow_name(name)] = version;
  return files;
}

void write_artifacts(const RunFolder& run, const fs::path& folder) {
  make_folder(folder);
  for (const auto& file : {run.config(), run.resolved(), run.root() / "report.html"})
    if (fs::exists(file)) fs::copy_file(file, folder / file.filename());
  if (!fs::exists(run.best())) return;
  std::error_code other_disk;
  fs::create_hard_link(run.best(), folder / run.best().filename(), other_disk);
  if (other_disk) fs::copy_file(run.best(), folder / run.best().filename());
}

void write_run(const RunFolder& run, const fs::path& folder, const fs::path& place) {
  const auto summary = read_summary(run);
  const auto state = state_of_run(run, summary);
  const auto experiment = place.parent_path().filename().string();
  write_files(folder / "params", parameter_files(run));
  write_files(folder / "metrics", metric_files(run, summary.value_or(Summary())));
  write_files(folder / "tags", tag_files(run, summary.value_or(Summary())));
  write_artifacts(run, folder / "artifacts");
  write_mlflow_meta(folder, run_meta(run, state, experiment, place));
}

}  // namespace

std::string mlflow_run_id(const RunFolder& run) {
  const auto root = fs::canonical(run.root());
  const auto whole = root.parent_path().filename().string() + '\n' + root.filename().string() +
                     '\n' + read_file(run.config());
  return checksum_text(checksum(whole, 0)) + checksum_text(checksum(whole, 1));
}

fs::path export_mlflow(const RunFolder& given, const fs::path& mlruns) {
  const RunFolder run(fs::canonical(given.root()));  // also where it is called `latest`
  const auto experiment =
      mlflow_experiment(mlruns, in_one_line(run.root().parent_path().filename().string()));
  const auto place = experiment / mlflow_run_id(run);
  // Without a meta.yaml, which comes last, MLflow takes it for no run.
  const auto folder = fs::path(place.string() + ".partial");
  try {
    fs::remove_all(folder);
    write_run(run, folder, place);
    fs::remove_all(place);
    fs::rename(folder, place);
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw Error(access_text(error));
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
  return place;
}

}  // namespace mlday

// mlday runs: the runs that there are, and how to get rid of them. mlday verify: whether they are
// whole. None of these needs the torch library.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"
#include "store/json.h"
#include "store/runs.h"
#include "verbs.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct RunsRequest {
  std::string out = "runs", config;
  std::vector<std::string> runs;
  std::int64_t keep = 0;
  bool json = false, dry_run = false;
};

/// The verb `runs`, which several share.
CLI::App& runs_verb(CLI::App& app) {
  const auto known =
      app.get_subcommands([](const CLI::App* sub) { return sub->get_name() == "runs"; });
  return known.empty() ? *app.add_subcommand("runs", "List runs, or remove some") : *known.front();
}

/// The figure that decides which epoch is the best, there.
std::optional<double> best_figure(const RunEntry& run) {
  return run.summary ? run.summary->best.find(run.summary->best_monitor) : std::nullopt;
}

double seconds_since(fs::file_time_type time) {
  return std::chrono::duration<double>(fs::file_time_type::clock::now() - time).count();
}

std::string age_text(double seconds) {
  constexpr double day = 86400;
  if (seconds >= 2 * day) return std::to_string(std::llround(seconds / day)) + " days";
  return duration_text(std::round(seconds));
}

OrderedJson json_of(const RunEntry& run) {
  OrderedJson json{{"config", run.config},
                   {"name", run.name},
                   {"folder", run.folder.root().string()},
                   {"latest", run.is_latest},
                   {"state", run.state},
                   {"bytes", run.bytes},
                   {"age_seconds", std::round(seconds_since(run.changed))}};
  if (!run.summary) return json;
  json["epochs"] = run.summary->epochs;
  json["best_epoch"] = run.summary->best_epoch;
  json["monitor"] = run.summary->best_monitor;
  json["best"] = metrics_json(run.summary->best);
  json["last"] = metrics_json(run.summary->last);
  return json;
}

int list_runs(const RunsRequest& request) {
  const auto runs = runs_below(request.out, request.config);
  if (request.json) {
    auto list = OrderedJson::array();
    for (const auto& run : runs) list.push_back(json_of(run));
    std::puts(json_text(list, 2).c_str());
    return 0;
  }
  TextTable table("lllrlrr");
  table.row({"config", "run", "state", "epochs", "best", "age", "size"});
  for (const auto& run : runs) {
    const auto figure = best_figure(run);
    table.row({run.config, in_one_line(run.name) + (run.is_latest ? " (latest)" : ""), run.state,
               run.summary ? std::to_string(run.summary->epochs) : "",
               figure ? run.summary->best_monitor + " " + rounded(*figure, 4) : "",
               age_text(seconds_since(run.changed)),
               bytes_text(static_cast<std::int64_t>(run.bytes))});
  }
  std::puts(runs.empty() ? ("No runs below " + request.out).c_str() : table.str().c_str());
  return 0;
}

/// Of each config all but the newest so many; runs in training stay.
int prune_runs(const RunsRequest& request) {
  std::map<std::string, std::int64_t> seen;
  std::uintmax_t bytes = 0;
  std::int64_t removed = 0;
  for (const auto& run : runs_below(request.out, request.config)) {
    if (run.state == "training" || ++seen[run.config] <= request.keep) continue;
    std::printf("%s %s\n", request.dry_run ? "would remove" : "removed", run.folder.root().c_str());
    if (!request.dry_run) remove_run(run.folder.root());
    bytes += run.bytes;
    ++removed;
  }
  std::printf("%s, %s\n", counted(removed, "run").c_str(),
              bytes_text(static_cast<std::int64_t>(bytes)).c_str());
  return 0;
}

}  // namespace

std::function<int()> cmd_runs_rm(CLI::App& app) {
  auto& verb = *runs_verb(app).add_subcommand("rm", "Remove runs");
  auto request = std::make_shared<RunsRequest>();
  verb.add_option("RUN", request->runs, "Run folders")->required();
  return [request] {
    for (const auto& run : request->runs) {
      remove_run(run);
      std::printf("removed %s\n", run.c_str());
    }
    return 0;
  };
}

std::function<int()> cmd_runs_prune(CLI::App& app) {
  auto& verb = *runs_verb(app).add_subcommand("prune", "Remove each config's older runs");
  auto request = std::make_shared<RunsRequest>();
  verb.add_option("--keep", request->keep, "So many of the newest stay of each config")
      ->required()
      ->check(CLI::NonNegativeNumber);
  verb.add_option("--config", request->config, "Only runs of the config of this name");
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_flag("--dry-run", request->dry_run, "Only say what would be removed");
  return [request] { return prune_runs(*request); };
}

std::function<int()> cmd_runs(CLI::App& app) {
  auto& verb = runs_verb(app);
  auto request = std::make_shared<RunsRequest>();
  verb.add_option("--config", request->config, "Only runs of the config of this name");
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_flag("--json", request->json, "Print JSON");
  return [request] { return list_runs(*request); };
}

std::function<int()> cmd_verify(CLI::App& app) {
  auto& verb = *app.add_subcommand("verify", "Read all of a run's files and compare checksums");
  auto request = std::make_shared<RunsRequest>();
  verb.add_option("RUN", request->runs, "Run folders")->required();
  return [request] {
    bool whole = true;
    for (const auto& root : request->runs) {
      if (!fs::exists(RunFolder(root).config()))
        throw usage_error(root + " is no run's folder (it has no config.yaml)");
      const auto damage = damage_of_run(RunFolder(root));
      std::printf("%s: %s\n", root.c_str(), damage.empty() ? "whole" : "DAMAGED");
      for (const auto& line : damage) std::printf("  %s\n", line.c_str());
      whole = whole && damage.empty();
    }
    return static_cast<int>(whole ? Exit::ok : Exit::failed);
  };
}

}  // namespace mlday

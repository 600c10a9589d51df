#include "report/compare.h"

#include <algorithm>
#include <set>

#include "core/text.h"
#include "report/compared_run.h"
#include "report/differing_settings.h"
#include "report/paired_runs.h"
#include "report/pools.h"
#include "report/thinned_history.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

using Runs = std::vector<ComparedRun>;

std::string title_of(const Runs& runs) {
  std::vector<std::string> configs;
  for (const auto& run : runs) {
    const auto name = fs::path(run.name).parent_path().string();
    if (std::find(configs.begin(), configs.end(), name) == configs.end()) configs.push_back(name);
  }
  constexpr std::size_t most = 3;
  const auto count = counted(std::ssize(runs), "run");
  if (configs.size() == 1) return configs.front() + ", " + count;
  return configs.size() <= most ? join_words(configs) : count;
}

OrderedJson run_json(const ComparedRun& run, const fs::path& page) {
  OrderedJson json{{"name", run.name}, {"label", run.label}, {"state", run.state}};
  std::error_code code;
  if (fs::exists(run.folder.report(), code))
    if (const auto link = fs::relative(run.folder.report(), page, code); !code)
      json["report"] = link.generic_string();
  json["folder"] = run.folder.root().string();
  json["figures"] = metrics_json(run.figures);
  json["best_epoch"] = run.summary.best_epoch;
  json["epochs"] = run.history.empty() ? run.summary.epochs : run.history.back().epoch;
  json["seed"] = run.summary.seed;
  json["parameters"] = run.summary.parameters;
  json["seconds"] = run.summary.seconds;
  json["history"] = history_json(run.history, run.summary.best_epoch);
  return json;
}

OrderedJson settings_json(const Runs& runs) {
  std::vector<Node> configs;
  for (const auto& run : runs) configs.push_back(run.config);
  auto list = OrderedJson::array();
  const auto is_drawn = [](const ComparedRun& run) { return run.summary.synthetic; };
  const auto drawn = std::count_if(runs.begin(), runs.end(), is_drawn);
  if (drawn > 0 && drawn < std::ssize(runs)) {
    auto values = OrderedJson::array();
    for (const auto& run : runs) values.push_back(is_drawn(run) ? "synthetic" : "real");
    list.push_back({{"key", "data"}, {"values", values}});
  }
  for (const auto& [key, values] : differing_settings(configs))
    list.push_back({{"key", key}, {"values", values}});
  return list;
}

/// The one that is better than all others, if there is one.
std::optional<std::size_t> best_of(const std::vector<std::optional<double>>& values,
                                   Direction better) {
  std::optional<std::size_t> best;
  bool is_tie = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    const auto before = best ? values[*best] : std::nullopt;
    if (improves(*values[i], before, better)) {
      best = i;
      is_tie = false;
    } else if (before && *values[i] == *before) {
      is_tie = true;
    }
  }
  return is_tie ? std::nullopt : best;
}

/// Figures of the part furthest from training first.
std::vector<std::string> figure_names(const Runs& runs) {
  std::vector<std::string> names;
  for (const std::string prefix : {"test_", "val_", ""})
    for (const auto& run : runs)
      for (const auto& [name, value] : run.figures.items())
        if (name.starts_with(prefix) && std::find(names.begin(), names.end(), name) == names.end())
          names.push_back(name);
  return names;
}

OrderedJson figures_side_by_side(const Runs& runs) {
  auto list = OrderedJson::array();
  for (const auto& name : figure_names(runs)) {
    std::vector<std::optional<double>> values;
    OrderedJson json{{"name", name}, {"values", OrderedJson::array()}};
    for (const auto& run : runs) {
      values.push_back(run.figures.find(name));
      json["values"].push_back(values.back() ? number_json(*values.back()) : nullptr);
    }
    if (const auto best = best_of(values, usual_direction(name))) json["best"] = *best;
    list.push_back(std::move(json));
  }
  return list;
}

OrderedJson pools_json(const Runs& runs, const Pools& pools) {
  auto list = OrderedJson::array();
  for (const auto& pool : pools.list) {
    OrderedJson json{{"config", fs::path(runs[pool.runs[0]].name).parent_path().string()},
                     {"name", pool.name},
                     {"seeds", OrderedJson::array()},
                     {"runs", pool.runs},
                     {"figures", OrderedJson::array()}};
    for (const auto i : pool.runs) json["seeds"].push_back(runs[i].summary.seed);
    for (const auto& name : figure_names(runs)) {
      const auto values = pooled_values(runs, pool, name);
      if (values.empty()) continue;
      const auto estimate = mean_estimate(values);
      json["figures"].push_back({{"name", name},
                                 {"mean", estimate.mean},
                                 {"deviation", estimate.deviation},
                                 {"low", estimate.interval.low},
                                 {"high", estimate.interval.high}});
    }
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

OrderedJson compare_document(const std::vector<RunFolder>& folders, const std::string& part,
                             const fs::path& page) {
  Runs runs;
  for (const auto& folder : folders) runs.push_back(compared_run(folder, runs.size()));
  const auto pools = pools_of(runs);
  OrderedJson json{{"kind", "compare"}, {"title", title_of(runs)}, {"made", now_text()}};
  json["runs"] = OrderedJson::array();
  for (const auto& run : runs) json["runs"].push_back(run_json(run, page));
  json["settings"] = settings_json(runs);
  json["figures"] = figures_side_by_side(runs);
  json["tests"] = paired_tests_json(runs, pools, part);
  for (const auto& test : pool_tests(runs, pools))
    json["tests"].push_back({{"part", "seeds"},
                             {"a", pools.list[test.a].runs.front()},
                             {"b", pools.list[test.b].runs.front()},
                             {"words", test.words},
                             {"p", test.difference.p},
                             {"method", "Welch's t test"}});
  json["pools"] = pools_json(runs, pools);
  for (const auto i : pools.repeated)
    json["notes"].push_back(runs[i].label + " has the settings and the seeds of an earlier run: " +
                            "it counts in no mean");
  return json;
}

}  // namespace mlday

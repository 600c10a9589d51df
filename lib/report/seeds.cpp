#include "report/seeds.h"

#include <cmath>

#include "core/error.h"
#include "core/statistics.h"
#include "core/text.h"
#include "store/summary.h"

namespace mlday {
namespace {

struct SeedRuns {
  std::vector<Summary> finished;
  OrderedJson folders = OrderedJson::array(), left_out = OrderedJson::array();
  std::string config;
};

SeedRuns read_seed_runs(const std::vector<RunFolder>& runs) {
  SeedRuns all;
  for (const auto& run : runs) {
    const auto summary = read_summary(run);
    if (!summary) throw usage_error(run.root().string() + " has no summary.json: it is no run");
    all.config = summary->config;
    if (summary->status == "finished") {
      all.finished.push_back(*summary);
      all.folders.push_back(run.root().string());
    } else {
      all.left_out.push_back({{"seed", summary->seed},
                              {"run", run.root().string()},
                              {"state", summary->status},
                              {"reason", summary->reason}});
    }
  }
  return all;
}

/// The journal's; else those of the test part, of the validation part, of training: the first that
/// there are, without losses where there is anything else.
std::vector<std::string> seed_figures(const Summary& summary) {
  std::vector<std::string> names;
  for (const auto& [name, value] : summary.journal.items()) names.push_back(name);
  for (const bool losses : {false, true})
    for (const std::string prefix : {"test_", "val_", ""}) {
      if (!names.empty()) return names;
      for (const auto& [name, value] : summary.last.items())
        if (name.starts_with(prefix) && (losses || !name.ends_with("loss"))) names.push_back(name);
    }
  return names;
}

OrderedJson figure_json(const std::string& name, const std::vector<Summary>& summaries) {
  std::vector<double> values;
  auto list = OrderedJson::array();
  for (const auto& summary : summaries) {
    values.push_back(summary.last.find(name).value_or(NAN));
    list.push_back(number_json(values.back()));
  }
  const auto estimate = mean_estimate(values);
  OrderedJson json{{"values", list},
                   {"mean", number_json(estimate.mean)},
                   {"deviation", number_json(estimate.deviation)},
                   {"low", number_json(estimate.interval.low)},
                   {"high", number_json(estimate.interval.high)}};
  if (const auto reported = summaries.front().journal.find(name)) json["journal"] = *reported;
  return json;
}

}  // namespace

OrderedJson seeds_json(const std::vector<RunFolder>& runs) {
  const auto all = read_seed_runs(runs);
  OrderedJson json{{"config", all.config}, {"seeds", OrderedJson::array()}, {"runs", all.folders}};
  for (const auto& summary : all.finished) json["seeds"].push_back(summary.seed);
  json["figures"] = OrderedJson::object();
  if (!all.finished.empty())
    for (const auto& name : seed_figures(all.finished.front()))
      json["figures"][name] = figure_json(name, all.finished);
  if (!all.left_out.empty()) json["left_out"] = all.left_out;
  return json;
}

std::string seeds_text(const std::vector<RunFolder>& runs) {
  const auto json = seeds_json(runs);
  const auto& figures = json["figures"];
  TextTable table("l" + std::string(figures.size(), 'r'));
  const auto row = [&](const std::string& name, const auto& cell) {
    std::vector<std::string> cells{name};
    for (const auto& figure : figures) cells.push_back(cell(figure));
    table.row(std::move(cells));
  };
  const auto shown = [](const OrderedJson& figure, const std::string& key) {
    const auto value = figure.value(key, OrderedJson(nullptr));
    return value.is_number() ? rounded(value.get<double>()) : std::string("-");
  };
  std::vector<std::string> names{"seed"};
  for (const auto& [name, figure] : figures.items()) names.push_back(name);
  table.row(std::move(names));
  for (std::size_t i = 0; i < json["seeds"].size(); ++i)
    row(std::to_string(json["seeds"][i].get<std::int64_t>()), [&](const OrderedJson& figure) {
      const auto& value = figure["values"][i];
      return value.is_number() ? rounded(value.get<double>()) : std::string("nan");
    });
  row("mean", [&](const OrderedJson& figure) { return shown(figure, "mean"); });
  row("deviation", [&](const OrderedJson& figure) { return shown(figure, "deviation"); });
  row("95 % interval of the mean", [&](const OrderedJson& figure) {
    return shown(figure, "low") + " to " + shown(figure, "high");
  });
  row("journal", [&](const OrderedJson& figure) { return shown(figure, "journal"); });
  std::string text = json["config"].get<std::string>() + ", " +
                     counted(std::ssize(json["seeds"]), "seed") + ", after the last epoch:\n";
  if (!figures.empty()) text += table.str("  ");
  for (const auto& run : json.value("left_out", OrderedJson::array()))
    text += "\n  seed " + std::to_string(run["seed"].get<std::int64_t>()) +
            " is left out: " + run["state"].get<std::string>() + " (" +
            run["run"].get<std::string>() + ")";
  return text;
}

}  // namespace mlday

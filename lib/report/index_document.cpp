#include "report/index_document.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "config/compose.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/text.h"
#include "report/run_config.h"
#include "store/history.h"
#include "store/runs.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// A config, and its runs from the newest on.
struct Day {
  std::optional<std::int64_t> number;
  std::string config, title;
  Metrics journal;
  std::vector<RunEntry> runs;
};

Day day_of(const Node& tree) {
  Day day;
  if (const auto* number = tree.find("day")) day.number = to_int(number->text);
  if (const auto* title = tree.find("title")) day.title = title->text;
  if (const auto* journal = tree.find("journal"))
    for (const auto& entry : journal->entries)
      if (const auto value = to_double(entry.value.text)) day.journal.set(entry.key, *value);
  return day;
}

/// What a config says of its day. One that cannot be read is passed over: `mlday check` tells why.
std::optional<Day> day_of(const fs::path& file) {
  Problems problems;
  const auto tree = compose(read_source(file), file, problems);
  if (problems.has_errors()) return std::nullopt;
  auto day = day_of(tree);
  day.config = file.stem().string();
  return day;
}

std::vector<Day> days_of(const fs::path& configs, const fs::path& out) {
  std::map<std::string, Day> days;
  if (fs::is_directory(configs))
    for (const auto& entry : fs::directory_iterator(configs)) {
      if (entry.path().extension() != ".yaml") continue;
      auto day = day_of(entry.path());
      if (day && day->number) days[day->config] = std::move(*day);
    }
  if (fs::is_directory(out))
    for (auto& run : runs_below(out)) {
      auto& day = days[run.config];
      if (day.config.empty()) {  // a config of another place: its run keeps a copy
        try {
          day = day_of(read_config(run.folder.resolved()));
        } catch (const Error&) {  // the run is shown without a day: its other files may be whole
        }
        day.config = run.config;
      }
      day.runs.push_back(std::move(run));
    }
  std::vector<Day> list;
  for (auto& [name, day] : days) list.push_back(std::move(day));
  std::stable_sort(list.begin(), list.end(), [](const Day& a, const Day& b) {
    return a.number.value_or(INT64_MAX) < b.number.value_or(INT64_MAX);
  });
  return list;
}

std::string figure_of(const Day& day) {
  if (!day.journal.items().empty()) return day.journal.items().front().first;
  for (const auto& run : day.runs)
    if (run.summary && !run.summary->best_monitor.empty()) return run.summary->best_monitor;
  return "loss";
}

/// The better of what the run ended with and what its best epoch had.
std::optional<double> value_of(const RunEntry& run, const std::string& figure) {
  if (!run.summary) return std::nullopt;
  std::optional<double> value;
  for (const auto* metrics : {&run.summary->best, &run.summary->last})
    if (const auto found = metrics->find(figure))
      if (improves(*found, value, usual_direction(figure))) value = found;
  return value;
}

const RunEntry* best_run(const Day& day, const std::string& figure) {
  const RunEntry* best = nullptr;
  std::optional<double> best_value;
  for (const auto& run : day.runs) {
    const auto value = value_of(run, figure);
    if (!value || !improves(*value, best_value, usual_direction(figure))) continue;
    best = &run;
    best_value = value;
  }
  return best;
}

/// A figure over a run's epochs, a few of them; the loss where the history has no such figure.
OrderedJson curve_of(const RunEntry& run, std::string figure) {
  constexpr std::size_t most = 60;
  const auto history = read_history(run.folder.history());
  auto curve = OrderedJson::array();
  if (history.empty()) return curve;
  if (figure.starts_with("test_")) figure.replace(0, 5, "val_");
  if (!history.back().metrics.find(figure)) figure = "loss";
  const auto count = std::min(most, history.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto& record = history[count == 1 ? 0 : i * (history.size() - 1) / (count - 1)];
    curve.push_back(number_json(record.metrics.find(figure).value_or(NAN)));
  }
  return curve;
}

OrderedJson day_json(const Day& day) {
  const auto figure = figure_of(day);
  OrderedJson json{{"config", day.config}, {"title", day.title}, {"figure", figure}};
  if (day.number) json["day"] = *day.number;
  if (const auto reported = day.journal.find(figure)) json["journal"] = *reported;
  json["runs"] = day.runs.size();
  if (day.runs.empty()) return json;
  const auto add = [&](const RunEntry& run, const std::string& which) {
    json[which] = number_json(value_of(run, figure).value_or(NAN));
    json[which + "_run"] = run.name;
    if (fs::exists(run.folder.report()))
      json[which + "_report"] = (fs::path(run.config) / run.name / "report.html").string();
  };
  const auto& newest = day.runs.front();
  add(newest, "newest");
  if (const auto* best = best_run(day, figure)) add(*best, "best");
  json["state"] = newest.state;
  json["synthetic"] = newest.summary && newest.summary->synthetic;
  json["curve"] = curve_of(newest, figure);
  return json;
}

}  // namespace

OrderedJson index_document(const fs::path& configs, const fs::path& out) {
  OrderedJson json{{"kind", "index"}, {"title", "The journal at a glance"}, {"made", now_text()}};
  json["days"] = OrderedJson::array();
  for (const auto& day : days_of(configs, out)) json["days"].push_back(day_json(day));
  return json;
}

}  // namespace mlday

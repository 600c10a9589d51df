#include "report/run_document.h"

#include "core/file.h"
#include "core/text.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/run_config.h"
#include "report/thinned_history.h"
#include "store/history.h"
#include "store/runs.h"
#include "store/step_history.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

OrderedJson steps_json(const std::vector<CurveSpan>& spans) {
  OrderedJson json = OrderedJson::object();
  for (const auto* name : {"step", "epoch", "seconds", "lr", "loss", "low", "high"})
    json[name] = OrderedJson::array();
  for (const auto& span : spans) {
    json["step"].push_back(span.last.step);
    json["epoch"].push_back(span.last.epoch);
    json["seconds"].push_back(number_json(span.last.seconds));
    json["lr"].push_back(number_json(span.last.lr));
    json["loss"].push_back(number_json(span.last.loss));
    json["low"].push_back(number_json(span.low));
    json["high"].push_back(number_json(span.high));
  }
  return json;
}

/// The notes between the epochs; the newest, where there are very many.
OrderedJson notes_json(const fs::path& jsonl) {
  constexpr std::size_t most = 500;
  auto notes = OrderedJson::array();
  if (!fs::exists(jsonl)) return notes;
  std::vector<OrderedJson> found;
  for (const auto& line : split(read_file(jsonl), '\n')) {
    if (line.find("\"note\":") == std::string::npos) continue;
    const auto json = OrderedJson::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("note")) continue;
    found.push_back({{"epoch", json.value("epoch", 0)},
                     {"kind", json.value("note", "")},
                     {"text", json.value("text", "")}});
  }
  const auto first = found.size() > most ? found.size() - most : 0;
  for (std::size_t i = first; i < found.size(); ++i) notes.push_back(std::move(found[i]));
  return notes;
}

OrderedJson facts_json(const RunFolder& folder, const Summary& summary) {
  auto facts = OrderedJson::array();
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) facts.push_back({name, value});
  };
  add("command", summary.command);
  add("config", summary.config_file.string());
  add("run folder", folder.root().string());
  add("data", summary.data_origin);
  add("data folder", summary.data_folder.string());
  add("seed", std::to_string(summary.seed));
  add("device", summary.device);
  add("threads", std::to_string(summary.threads));
  add("training time", duration_text(summary.seconds));
  for (const auto& [name, version] : summary.versions) add(name, version);
  return facts;
}

/// Adds the sections that were written in training; those that are broken are left out.
void add_sections(OrderedJson& document, const RunFolder& folder) {
  const auto read = [&](const std::string& name) -> OrderedJson {
    const auto path = folder.section(name);
    if (!fs::exists(path)) return nullptr;
    return OrderedJson::parse(read_file(path), nullptr, false);
  };
  const auto usable = [](const OrderedJson& json) {
    return !json.is_null() && !json.is_discarded();
  };
  auto evaluations = OrderedJson::array();
  for (const auto* part : {"validation", "test", "train"})
    if (auto json = read(part); usable(json)) evaluations.push_back(std::move(json));
  if (!evaluations.empty()) document["evaluations"] = std::move(evaluations);
  for (const auto* name : {"network", "data", "coefficients", "texts", "clusters", "phases"})
    if (auto json = read(name); usable(json)) document[name] = std::move(json);
  if (auto filters = read("filters"); usable(filters) && document.contains("network"))
    document["network"]["filters"] = std::move(filters);
}

}  // namespace

OrderedJson run_document(const RunFolder& folder) {
  const auto summary = read_summary(folder);
  const auto s = summary.value_or(Summary{});
  const auto config = fs::exists(folder.resolved()) ? read_file(folder.resolved()) : "";
  const auto tree = read_config(folder.resolved());
  const auto history = read_history(folder.history());
  // A run that has ended keeps its lock until its report is written.
  const auto state = summary && s.status != "running" ? s.status : state_of_run(folder, summary);
  const auto name = s.config.empty() ? folder.root().parent_path().filename().string() : s.config;
  OrderedJson json{{"kind", "run"},
                   {"title", s.title.empty() ? name : s.title},
                   {"config", name},
                   {"run", folder.root().filename().string()},
                   {"made", now_text()},
                   {"state", state},
                   {"live", state == "training"},
                   {"reason", s.reason},
                   {"synthetic", s.synthetic}};
  if (const auto* day = tree.find("day"))
    if (const auto number = to_int(day->text)) json["day"] = *number;
  json["best_epoch"] = s.best_epoch;
  json["best_monitor"] = s.best_monitor;
  add_sections(json, folder);
  json["figures"] = figures_json(folder, s, json.value("evaluations", OrderedJson::array()));
  if (!history.empty()) json["history"] = history_json(history, s.best_epoch);
  if (const auto steps = read_steps(folder.steps()); steps.size() > 1)
    json["steps"] = steps_json(steps);
  json["notes"] = notes_json(folder.metrics());
  json["config_text"] = config;
  json["facts"] = facts_json(folder, s);
  return json;
}

void write_report(const RunFolder& folder) {
  replace_file(folder.report(), page_of(run_document(folder)));
}

}  // namespace mlday

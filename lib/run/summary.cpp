#include "run/summary.h"

#include <torch/version.h>

#include <algorithm>
#include <cstdio>
#include <opencv2/core/version.hpp>

#include "core/file.h"
#include "core/text.h"
#include "core/version.h"
#include "store/history.h"

namespace mlday {
namespace {

std::string cell(std::optional<double> value) {
  if (!value) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", *value);
  return text;
}

/// Every figure that the journal or the run has, a row each.
std::string figures_table(const ResolvedConfig& config, const Summary& summary) {
  const auto& journal = config.experiment.journal;
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& [name, value] : summary.last.items()) add(name);
  for (const auto& [name, value] : journal) add(name);
  TextTable table("lrrr");
  table.row({"", "best (epoch " + std::to_string(summary.progress.best_epoch) + ")",
             "last (epoch " + std::to_string(summary.progress.epoch) + ")",
             journal.empty() ? "" : "journal"});
  for (const auto& name : names) {
    std::string reported;
    for (const auto& [known, value] : journal)
      if (known == name) reported = rounded(value, 6);
    table.row({name, cell(summary.best.find(name)), cell(summary.last.find(name)), reported});
  }
  return table.str("  ");
}

}  // namespace

void write_summary(const RunFolder& folder, const ResolvedConfig& config, const Summary& summary) {
  const auto& experiment = config.experiment;
  OrderedJson json;
  json["config"] = config.name;
  json["title"] = experiment.title;
  json["status"] = summary.status;
  json["reason"] = summary.reason;
  json["epochs"] = summary.progress.epoch;
  json["best_epoch"] = summary.progress.best_epoch;
  json["best_monitor"] = best_monitor(experiment);
  json["best"] = metrics_json(summary.best);
  json["last"] = metrics_json(summary.last);
  json["journal"] = OrderedJson::object();
  for (const auto& [name, value] : experiment.journal) json["journal"][name] = value;
  json["data"] = summary.synthetic ? "synthetic" : "real";
  json["data_origin"] = summary.data;
  json["data_folder"] = summary.data_folder.string();
  json["skipped_samples"] = summary.skipped_samples;
  json["seed"] = experiment.training.seed;
  json["parameters"] = summary.parameters;
  json["device"] = summary.device;
  json["threads"] = summary.threads;
  json["seconds"] = summary.progress.seconds;
  if (summary.progress.batch > 0) json["epoch_seconds"] = summary.progress.epoch_seconds;
  json["command"] = summary.command;
  json["versions"] = {{"mlday", version_text()},
                      {"commit", commit_text()},
                      {"libtorch", TORCH_VERSION},
                      {"opencv", CV_VERSION}};
  write_file_atomically(folder.summary(), json_text(json, 2) + "\n");
}

OrderedJson read_summary(const RunFolder& folder) {
  if (!std::filesystem::exists(folder.summary())) return OrderedJson::object();
  auto json = OrderedJson::parse(read_file(folder.summary()), nullptr, false);
  return json.is_object() ? json : OrderedJson::object();
}

std::filesystem::path data_folder_of(const RunFolder& folder) {
  const auto json = read_summary(folder);
  const auto known = json.find("data_folder");
  return known != json.end() && known->is_string() ? known->get<std::string>() : "";
}

void read_seconds(const RunFolder& folder, Progress& progress) {
  progress.seconds = 0;
  for (const auto& record : read_history(folder.history())) progress.seconds += record.seconds;
  const auto json = read_summary(folder);
  progress.seconds = std::max(progress.seconds, json.value("seconds", 0.0));
  if (progress.batch > 0) progress.epoch_seconds = json.value("epoch_seconds", 0.0);
}

std::string summary_text(const RunFolder& folder, const ResolvedConfig& config,
                         const Summary& summary) {
  std::string text = (summary.status == "finished" ? "Finished: " : "Stopped: ") + summary.reason +
                     ", " + duration_text(summary.progress.seconds) + ".\n" +
                     figures_table(config, summary);
  if (!summary.last.find("test_loss")) text += "\n  no test figures: the data has no test part";
  if (summary.synthetic)
    text += "\n  data: synthetic; these figures say nothing about real pictures";
  const auto root = folder.root().string();
  text += "\nFiles in " + root + ": history.csv, summary.json, checkpoints/best.safetensors, ...";
  return text;
}

}  // namespace mlday

#include "run/summary.h"

#include <torch/version.h>

#include <algorithm>
#include <cstdio>
#include <opencv2/core/version.hpp>

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
std::string figures_table(const Summary& summary) {
  const auto& journal = summary.journal.items();
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& [name, value] : summary.last.items()) add(name);
  for (const auto& [name, value] : journal) add(name);
  TextTable table("lrrr");
  table.row({"", "best (epoch " + std::to_string(summary.best_epoch) + ")",
             "last (epoch " + std::to_string(summary.epochs) + ")",
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

Summary begun_summary(const ResolvedConfig& config) {
  const auto& experiment = config.experiment;
  Summary summary{.config = config.name,
                  .title = experiment.title,
                  .config_file = config.file,
                  .status = "running",
                  .best_monitor = best_monitor(experiment),
                  .seed = experiment.training.seed,
                  .versions = {{"mlday", version_text()},
                               {"commit", commit_text()},
                               {"libtorch", TORCH_VERSION},
                               {"opencv", CV_VERSION}}};
  for (const auto& [name, value] : experiment.journal) summary.journal.set(name, value);
  return summary;
}

void put_progress(const Progress& progress, Summary& summary) {
  summary.epochs = progress.epoch;
  summary.best_epoch = progress.best_epoch;
  summary.seconds = progress.seconds;
  summary.epoch_seconds.reset();
  if (progress.batch > 0) summary.epoch_seconds = progress.epoch_seconds;
}

void read_seconds(const RunFolder& folder, Progress& progress) {
  progress.seconds = 0;
  for (const auto& record : read_history(folder.history())) progress.seconds += record.seconds;
  const auto summary = read_summary(folder);
  if (!summary) return;
  progress.seconds = std::max(progress.seconds, summary->seconds);
  if (progress.batch > 0) progress.epoch_seconds = summary->epoch_seconds.value_or(0);
}

std::string summary_text(const RunFolder& folder, const Summary& summary) {
  std::string text = (summary.status == "finished" ? "Finished: " : "Stopped: ") + summary.reason +
                     ", " + duration_text(summary.seconds) + ".\n" + figures_table(summary);
  if (!summary.last.find("test_loss")) text += "\n  no test figures: the data has no test part";
  if (summary.synthetic)
    text += "\n  data: synthetic; these figures say nothing about real pictures";
  const auto root = folder.root().string();
  text += "\nFiles in " + root +
          ": report.html, history.csv, summary.json, checkpoints/best.safetensors, ...";
  return text;
}

}  // namespace mlday

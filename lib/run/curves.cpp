#include "run/curves.h"

#include "plot/line_plot.h"

namespace mlday {
namespace {

const std::string validation = "val_";

/// A metric's line; empty where the history has none of that name.
Line line_of(const std::vector<EpochRecord>& history, const std::string& name,
             const std::string& metric) {
  Line line{.name = name, .x = {}, .y = {}};
  for (const auto& record : history)
    if (const auto value = record.metrics.find(metric)) {
      line.x.push_back(static_cast<double>(record.epoch));
      line.y.push_back(*value);
    }
  return line;
}

FigureRecord curve_of(const std::vector<EpochRecord>& history, const Summary& summary,
                      const std::string& metric) {
  const auto& title = summary.title.empty() ? summary.config : summary.title;
  LinePlot plot{.title = title + ": " + metric, .x_label = "epoch", .y_label = metric};
  for (auto line :
       {line_of(history, "training", metric), line_of(history, "validation", validation + metric)})
    if (!line.x.empty()) plot.lines.push_back(std::move(line));
  if (summary.best_epoch > 0)
    plot.marks.push_back({static_cast<double>(summary.best_epoch), "best"});
  return {metric, png_of(plot)};
}

}  // namespace

std::vector<FigureRecord> curves_of(const std::vector<EpochRecord>& history,
                                    const Summary& summary) {
  if (history.size() < 2) return {};
  auto metric = summary.best_monitor;
  if (metric.starts_with(validation)) metric.erase(0, validation.size());
  std::vector<FigureRecord> figures{curve_of(history, summary, "loss")};
  if (metric != "loss" && history.back().metrics.find(metric))
    figures.push_back(curve_of(history, summary, metric));
  return figures;
}

}  // namespace mlday

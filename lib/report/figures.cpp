#include "report/figures.h"

#include <algorithm>
#include <cmath>

#include "core/statistics.h"
#include "core/text.h"
#include "store/predictions.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// The part of the data that a figure is of: "val_accuracy" is validation's.
std::string part_of(const std::string& figure) {
  if (figure.starts_with("test_")) return "test";
  return figure.starts_with("val_") ? "validation" : "train";
}

/// Shares of samples that are right.
bool is_share(const std::string& figure) { return figure.ends_with("accuracy"); }

std::int64_t samples_of(const OrderedJson& evaluations, const std::string& part) {
  for (const auto& evaluation : evaluations)
    if (evaluation.value("part", "") == part) return evaluation.value("samples", std::int64_t{0});
  return 0;
}

std::vector<std::string> names_of(const Summary& summary) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& [name, value] : summary.journal.items()) add(name);
  const auto& known = summary.last.items();
  for (const std::string prefix : {"test_", "val_"})
    for (const auto& [name, value] : known)
      if (name.starts_with(prefix)) add(name);
  if (names.empty())
    for (const auto& [name, value] : known) add(name);
  return names;
}

OrderedJson value_json(double value, std::int64_t epoch, const std::string& name,
                       std::int64_t samples) {
  OrderedJson json{{"value", number_json(value)}, {"epoch", epoch}};
  if (!is_share(name) || samples <= 0 || !std::isfinite(value)) return json;
  const auto right = std::llround(value * static_cast<double>(samples));
  const auto interval = wilson_interval(right, samples);
  json["low"] = interval.low;
  json["high"] = interval.high;
  json["interval"] = "95 %, Wilson";
  json["samples"] = samples;
  return json;
}

/// Truths and predictions of a single target number; empty of classes, of several targets, and of
/// more samples than can be drawn from again in a moment.
std::pair<std::vector<double>, std::vector<double>> numbers_of(const fs::path& predictions) {
  constexpr std::size_t most = 5000;
  std::pair<std::vector<double>, std::vector<double>> numbers;
  if (!fs::exists(predictions)) return numbers;
  const auto rows = read_predictions(predictions);
  if (rows.size() > most) return numbers;
  for (const auto& row : rows) {
    const auto truth = to_double(row.truth), prediction = to_double(row.prediction);
    if (row.target.empty() || row.target != rows.front().target || !truth || !prediction) return {};
    numbers.first.push_back(*truth);
    numbers.second.push_back(*prediction);
  }
  return numbers;
}

/// Adds intervals of errors, which the best weights' predictions tell: to what is told of the best
/// epoch.
void add_error_intervals(OrderedJson& figures, const RunFolder& folder, const Summary& summary) {
  for (const auto* part : {"validation", "test"}) {
    const auto [truths, predictions] = numbers_of(folder.predictions(part));
    if (truths.size() < 2) continue;
    const auto intervals = error_intervals(truths, predictions, 0);
    const auto prefix = std::string(part) == "test" ? "test_" : "val_";
    const std::pair<const char*, Interval> known[] = {
        {"rmse", intervals.rmse}, {"mae", intervals.mae}, {"r2", intervals.r2}};
    for (const auto& [name, interval] : known)
      for (auto& figure : figures) {
        if (figure["name"] != std::string(prefix) + name) continue;
        const bool best_is_last = summary.best_epoch == 0 || summary.best_epoch == summary.epochs;
        auto& told = best_is_last || !figure.contains("best") ? figure : figure["best"];
        if (told["epoch"] != (summary.best_epoch > 0 ? summary.best_epoch : summary.epochs))
          continue;
        told["low"] = number_json(interval.low);
        told["high"] = number_json(interval.high);
        told["interval"] = "95 %, bootstrap";
        told["samples"] = truths.size();
      }
  }
}

}  // namespace

OrderedJson figures_json(const RunFolder& folder, const Summary& summary,
                         const OrderedJson& evaluations) {
  auto list = OrderedJson::array();
  for (const auto& name : names_of(summary)) {
    const auto samples = samples_of(evaluations, part_of(name));
    const auto last = summary.last.find(name), best = summary.best.find(name);
    if (!last && !best) continue;
    auto json = last ? value_json(*last, summary.epochs, name, samples)
                     : value_json(*best, summary.best_epoch, name, samples);
    json["name"] = name;
    if (last && best && summary.best_epoch > 0 && summary.best_epoch != summary.epochs)
      json["best"] = value_json(*best, summary.best_epoch, name, samples);
    if (const auto reported = summary.journal.find(name)) json["journal"] = *reported;
    list.push_back(std::move(json));
  }
  add_error_intervals(list, folder, summary);
  return list;
}

}  // namespace mlday

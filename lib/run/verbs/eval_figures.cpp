#include "run/verbs/eval_figures.h"

#include <cstdio>

#include "core/csv.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {
namespace {

ByClass by_class(const torch::Tensor& shares, const torch::Tensor& truth, std::size_t classes) {
  ByClass result{.confusion = Confusion(classes), .report = {}};
  const auto predictions = shares.argmax(1);
  for (std::int64_t i = 0; i < predictions.size(0); ++i)
    ++result.confusion.counts[static_cast<std::size_t>(truth[i].item<std::int64_t>())]
                             [static_cast<std::size_t>(predictions[i].item<std::int64_t>())];
  result.report = report_of(result.confusion);
  return result;
}

OrderedJson class_json(const ClassFigures& figures) {
  return {{"precision", figures.precision},
          {"recall", figures.recall},
          {"f1", figures.f1},
          {"support", figures.support}};
}

void add_classes(OrderedJson& json, const ByClass& figures, const std::vector<std::string>& names) {
  json["macro"] = class_json(figures.report.macro);
  json["weighted"] = class_json(figures.report.weighted);
  json["classes"] = OrderedJson::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto row = class_json(figures.report.classes[i]);
    row["class"] = i;
    row["name"] = names[i];
    json["classes"].push_back(row);
  }
  json["worst_confusions"] = OrderedJson::array();
  for (const auto& mistake : worst_mistakes(figures.confusion, 10))
    json["worst_confusions"].push_back({{"truth", names[mistake.truth]},
                                        {"prediction", names[mistake.prediction]},
                                        {"count", mistake.count}});
}

std::string three_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

void print_classes(const ByClass& figures, const std::vector<std::string>& names) {
  TextTable table("rlrrrr");
  table.row({"", "class", "precision", "recall", "f1", "samples"});
  const auto row = [&](const std::string& number, const std::string& name, const ClassFigures& f) {
    table.row({number, name, three_digits(f.precision), three_digits(f.recall), three_digits(f.f1),
               with_commas(f.support)});
  };
  for (std::size_t i = 0; i < names.size(); ++i)
    row(std::to_string(i), names[i], figures.report.classes[i]);
  row("", "macro mean", figures.report.macro);
  row("", "weighted mean", figures.report.weighted);
  std::printf("%s\n", table.str("  ").c_str());
  const auto mistakes = worst_mistakes(figures.confusion, 10);
  if (mistakes.empty()) return;
  TextTable worst("rlll");
  for (const auto& mistake : mistakes)
    worst.row({std::to_string(mistake.count) + " x", names[mistake.truth], "taken for",
               names[mistake.prediction]});
  std::printf("\nWorst confusions:\n%s\n", worst.str("  ").c_str());
}

/// " (12,153 right, 477 wrong)".
std::string right_and_wrong(const Confusion& confusion) {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < confusion.counts.size(); ++i) right += confusion.counts[i][i];
  return " (" + with_commas(right) + " right, " + with_commas(confusion.total() - right) +
         " wrong)";
}

}  // namespace

EvalFigures figures_of(const Outputs& result, const Task& task, const DataFacts& facts) {
  task.check(result.targets);
  Meter meter(task);
  meter.add(result.outputs, result.targets,
            task.loss(result.outputs, result.targets).item<double>());
  EvalFigures figures{meter.result(), result.targets.size(0), std::nullopt};
  if (!facts.has_classes() || facts.is_text) return figures;
  const auto shares = task.predictions(result.outputs);
  figures.by_class = by_class(shares, result.targets, facts.class_names.size());
  constexpr std::int64_t five = 5;
  if (shares.size(1) > five && !figures.metrics.find("top5_accuracy")) {
    const auto hits = std::get<1>(shares.topk(five, 1)).eq(result.targets.unsqueeze(1)).any(1);
    figures.metrics.set("top5_accuracy", static_cast<double>(hits.sum().item<std::int64_t>()) /
                                             static_cast<double>(figures.samples));
  }
  return figures;
}

std::string confusion_csv(const Confusion& confusion, const std::vector<std::string>& names) {
  std::string text = "truth\\prediction";
  for (const auto& name : names) text += "," + csv_cell(name);
  text += "\n";
  for (std::size_t truth = 0; truth < names.size(); ++truth) {
    text += csv_cell(names[truth]);
    for (const auto count : confusion.counts[truth]) text += "," + std::to_string(count);
    text += "\n";
  }
  return text;
}

void print_json(const EvalFigures& figures, const EvalRequest& request, const Target& target,
                const DataParts& data, const std::vector<std::string>& names) {
  OrderedJson json{{"checkpoint", target.checkpoint.string()},
                   {"ema", request.ema},
                   {"split", request.split},
                   {"data", data.synthetic ? "synthetic" : "real"},
                   {"data_origin", data.origin},
                   {"samples", figures.samples},
                   {"skipped_samples", data.skipped.size()}};
  for (const auto& [name, value] : figures.metrics.items()) json[name] = number_json(value);
  if (figures.by_class) add_classes(json, *figures.by_class, names);
  std::puts(json_text(json, 2).c_str());
}

void print_text(const EvalFigures& figures, const EvalRequest& request, const Target& target,
                const DataParts& data, const std::vector<std::string>& names) {
  std::printf("%s%s on the %s part of %s\n", target.checkpoint.c_str(),
              request.ema ? " (averaged weights)" : "", request.split.c_str(), data.origin.c_str());
  if (figures.by_class) print_classes(*figures.by_class, names);
  std::string line;
  for (const auto& [name, value] : figures.metrics.items()) {
    line += (line.empty() ? "" : "  ") + name + " " + rounded(value, name == "loss" ? 4 : 5);
    if (name == "accuracy" && figures.by_class)
      line += right_and_wrong(figures.by_class->confusion);
  }
  std::printf("\n%s\n", line.c_str());
  if (data.synthetic) std::puts("data: synthetic");
}

}  // namespace mlday

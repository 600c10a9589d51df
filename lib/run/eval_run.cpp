// `mlday eval`: a checkpoint's figures on one part of the data.
#include "run/eval_run.h"

#include <cstdio>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "run/assembly.h"
#include "run/device.h"
#include "run/target.h"
#include "store/json.h"
#include "tasks/confusion.h"
#include "train/checkpoint.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

const DatasetPtr& part(const DataParts& data, const std::string& split) {
  const auto& chosen = split == "train"        ? data.train
                       : split == "validation" ? data.validation
                                               : data.test;
  if (!chosen)
    throw usage_error("the data has no " + split + " part (" + data.origin +
                      "): choose another --split");
  return chosen;
}

/// What the network makes of the samples, or of several crops of each.
Outputs predict(Network& network, const EvalRequest& request, const ResolvedConfig& config,
                const Dataset& dataset, torch::Device device) {
  const auto& loader = *config.experiment.dataset;
  const EvaluationContext context{loader.batch_size.of(dataset.size()), 1, device};
  if (request.crops == "center") return outputs_of(network, dataset, context);
  const auto whole = dataset.get(0).input;
  const auto& seen = config.facts->input_shape;
  return outputs_over_crops(network, dataset, context,
                            crop_plan(request.crops, loader.pictures()->augment,
                                      {whole.size(1), whole.size(2)}, {seen.at(1), seen.at(2)}));
}

struct Figures {
  double loss = 0, accuracy = 0;
  std::optional<double> top5;
  Confusion confusion;
  ClassificationReport report;
};

Figures figures_of(const Outputs& result, const TaskSettings& task, std::size_t classes) {
  Figures figures{.confusion = Confusion(classes)};
  figures.loss = task.loss(result.outputs, result.targets).item<double>();
  const auto predictions = result.outputs.argmax(1);
  for (std::int64_t i = 0; i < predictions.size(0); ++i) {
    const auto truth = static_cast<std::size_t>(result.targets[i].item<std::int64_t>());
    const auto prediction = static_cast<std::size_t>(predictions[i].item<std::int64_t>());
    ++figures.confusion.counts[truth][prediction];
  }
  const auto right = predictions.eq(result.targets).sum().item<std::int64_t>();
  const auto count = static_cast<double>(predictions.size(0));
  figures.accuracy = static_cast<double>(right) / count;
  constexpr std::int64_t five = 5;
  if (result.outputs.size(1) > five) {
    const auto top = std::get<1>(result.outputs.topk(five, 1));
    const auto hits = top.eq(result.targets.unsqueeze(1)).any(1).sum().item<std::int64_t>();
    figures.top5 = static_cast<double>(hits) / count;
  }
  figures.report = report_of(figures.confusion);
  return figures;
}

/// Adds a cell and the separator before it.
void add_cell(std::string& line, const std::string& text) {
  const bool quoted = text.find(',') != std::string::npos;
  line += quoted ? ",\"" : ",";
  line += text;
  if (quoted) line += '"';
}

std::string confusion_csv(const Confusion& confusion, const std::vector<std::string>& names) {
  std::string text = "truth\\prediction";
  for (const auto& name : names) add_cell(text, name);
  text += "\n";
  for (std::size_t truth = 0; truth < names.size(); ++truth) {
    std::string row;
    add_cell(row, names[truth]);
    for (const auto count : confusion.counts[truth]) add_cell(row, std::to_string(count));
    text.append(row, 1).append("\n");
  }
  return text;
}

OrderedJson class_json(const ClassFigures& figures) {
  return {{"precision", figures.precision},
          {"recall", figures.recall},
          {"f1", figures.f1},
          {"support", figures.support}};
}

void print_json(const Figures& figures, const EvalRequest& request, const Target& target,
                const DataParts& data, const std::vector<std::string>& names) {
  OrderedJson json{{"checkpoint", target.checkpoint.string()},
                   {"split", request.split},
                   {"data", data.synthetic ? "synthetic" : "real"},
                   {"data_origin", data.origin},
                   {"samples", figures.confusion.total()},
                   {"skipped_samples", data.skipped.size()},
                   {"loss", number_json(figures.loss)},
                   {"accuracy", figures.accuracy}};
  if (figures.top5) json["top5_accuracy"] = *figures.top5;
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
  std::puts(json.dump(2).c_str());
}

std::string three_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

void print_text(const Figures& figures, const EvalRequest& request, const Target& target,
                const DataParts& data, const std::vector<std::string>& names) {
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
  std::printf("%s on the %s part of %s\n%s\n", target.checkpoint.c_str(), request.split.c_str(),
              data.origin.c_str(), table.str("  ").c_str());
  const auto mistakes = worst_mistakes(figures.confusion, 10);
  if (!mistakes.empty()) {
    TextTable worst("rlll");
    for (const auto& mistake : mistakes)
      worst.row({std::to_string(mistake.count) + " x", names[mistake.truth], "taken for",
                 names[mistake.prediction]});
    std::printf("\nWorst confusions:\n%s\n", worst.str("  ").c_str());
  }
  const auto total = figures.confusion.total();
  std::int64_t right = 0;
  for (std::size_t i = 0; i < names.size(); ++i) right += figures.confusion.counts[i][i];
  std::printf("\nloss %s  accuracy %s (%s right, %s wrong)", rounded(figures.loss).c_str(),
              rounded(figures.accuracy, 5).c_str(), with_commas(right).c_str(),
              with_commas(total - right).c_str());
  if (figures.top5) std::printf("  top-5 %s", rounded(*figures.top5, 5).c_str());
  std::puts(data.synthetic ? "\ndata: synthetic" : "");
}

}  // namespace

int eval_run(const EvalRequest& request) {
  const Target target = find_target(request.what, request.checkpoint, request.out);
  const auto path = target.checkpoint.string();
  const SafetensorsFile file(target.checkpoint);
  const auto config = config_of_checkpoint(file, path, {});
  const auto& experiment = config.experiment;
  const auto device = choose_device(request.device);
  use_threads(std::nullopt);

  Network network(plan_of(config));
  load_weights(network, file, path);
  if (request.ema) load_averages(network, file, path);
  network.to(device);
  if (request.crops != "center" && config.facts->channels.empty())
    throw usage_error("--crops are of pictures, and " + path + " was trained on none");
  const auto data =
      load_parts(*experiment.dataset,
                 {data_place(request.data), static_cast<std::uint64_t>(experiment.training.seed),
                  &*config.facts, request.crops != "center"});
  const auto& dataset = part(data, request.split);
  const auto& names = config.facts->class_names;
  const auto result = predict(network, request, config, *dataset, device);
  const auto figures = figures_of(result, *experiment.task, names.size());

  const auto matrix = target.folder / ("confusion_" + request.split + ".csv");
  if (!data.skipped.empty())
    std::fprintf(stderr, "mlday: warning: left out %s that could not be read\n",
                 counted(static_cast<std::int64_t>(data.skipped.size()), "sample").c_str());
  if (data.synthetic)
    std::fprintf(stderr,
                 "mlday: warning: the data folder is absent: evaluating on DRAWN pictures\n");
  if (request.json)
    print_json(figures, request, target, data, names);
  else
    print_text(figures, request, target, data, names);
  std::fflush(stdout);
  write_file_atomically(matrix, confusion_csv(figures.confusion, names));
  if (!request.json) std::printf("Confusion matrix: %s\n", matrix.c_str());
  return 0;
}

}  // namespace mlday

// `mlday eval`: a checkpoint's figures on one part of the data.
#include "run/eval_run.h"

#include <algorithm>
#include <cstdio>

#include "core/csv.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/gallery.h"
#include "run/prediction_table.h"
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
    throw usage_error("the data has no " + split + " part (" + data.origin + "): take --split " +
                      (data.validation ? "validation"
                       : data.test     ? "test"
                                       : "train"));
  return chosen;
}

/// What the network makes of the samples, or of several crops of each.
Outputs predict(Network& network, const ResolvedConfig& config, const Dataset& dataset,
                torch::Device device) {
  const auto& loader = *config.experiment.dataset;
  const auto& crops = config.experiment.evaluation.crops;
  const EvaluationContext context{loader.batch_size.of(dataset.size()), 1, device};
  if (crops == "center") return outputs_of(network, dataset, context);
  const auto whole = dataset.get(0).input;
  const auto& seen = config.facts->input_shape;
  return outputs_over_crops(network, dataset, context,
                            crop_plan(crops, loader.pictures()->augment,
                                      {whole.size(1), whole.size(2)}, {seen.at(1), seen.at(2)}));
}

/// What predictions of one class per sample come to, class by class.
struct ByClass {
  Confusion confusion;
  ClassificationReport report;
};

struct Figures {
  Metrics metrics;
  std::int64_t samples = 0;
  std::optional<ByClass> by_class;
};

ByClass by_class(const torch::Tensor& shares, const torch::Tensor& truth, std::size_t classes) {
  ByClass result{.confusion = Confusion(classes), .report = {}};
  const auto predictions = shares.argmax(1);
  for (std::int64_t i = 0; i < predictions.size(0); ++i)
    ++result.confusion.counts[static_cast<std::size_t>(truth[i].item<std::int64_t>())]
                             [static_cast<std::size_t>(predictions[i].item<std::int64_t>())];
  result.report = report_of(result.confusion);
  return result;
}

Figures figures_of(const Outputs& result, const Task& task, const DataFacts& facts) {
  Meter meter(task);
  meter.add(result.outputs, result.targets,
            task.loss(result.outputs, result.targets).item<double>());
  Figures figures{meter.result(), result.targets.size(0), std::nullopt};
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

void print_json(const Figures& figures, const EvalRequest& request, const Target& target,
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

void print_text(const Figures& figures, const EvalRequest& request, const Target& target,
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

/// What is asked for must be possible, before an hour is spent on it.
void check_outputs(const EvalRequest& request, const DataFacts& facts) {
  if (!request.gallery.empty()) {
    if (facts.channels.empty() || !facts.has_classes())
      throw usage_error("--gallery is for pictures with classes, and this network has none");
    make_folder(request.gallery);
  }
  if (request.predictions.empty()) return;
  if (facts.is_text)
    throw usage_error("--predictions is for classes and numbers, and this network predicts text");
  const auto folder = fs::path(request.predictions).parent_path();
  if (!folder.empty() && !fs::is_directory(folder))
    throw usage_error("--predictions: there is no folder " + folder.string());
}

/// The best epoch's weights are what is meant without a word; others do not take their place.
fs::path matrix_file(const EvalRequest& request, const Target& target) {
  return target.folder /
         ("confusion_" + request.split + (target.checkpoint.stem() == "last" ? "_last" : "") +
          (request.ema ? "_ema" : "") + ".csv");
}

/// Nothing would come of a setting that only training asks for.
void refuse_training_settings(const std::vector<Setting>& settings) {
  const std::vector<std::string> of_training{"optimizer",  "annealer",    "early_stopping",
                                             "checkpoint", "regularizer", "weights",
                                             "training",   "check"};
  const std::vector<std::string> of_both{"training.device", "training.threads", "training.seed"};
  const auto holds = [](const auto& list, const std::string& key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  for (const auto& [argument, origin] : settings) {
    const auto key = argument.substr(0, argument.find('='));
    const auto section = key.substr(0, key.find('.'));
    if (holds(of_training, section) && !holds(of_both, key))
      throw usage_error(origin + " " + argument + " changes nothing in an evaluation: it is for " +
                        "training");
  }
}

}  // namespace

int eval_run(const EvalRequest& request) {
  refuse_training_settings(request.settings);
  const Target target = find_target(request.what, request.checkpoint, request.out);
  const auto path = target.checkpoint.string();
  const SafetensorsFile file(target.checkpoint);
  auto config = config_of_checkpoint(file, path, request.settings);
  config.run = fs::absolute(target.checkpoint).parent_path().parent_path();
  Problems problems;
  check_crops(config, problems);
  problems.throw_errors();
  check_outputs(request, *config.facts);
  const auto& experiment = config.experiment;
  const auto device = choose_device(experiment.training.device.text);
  use_threads(experiment.training.threads);

  Network network(plan_of(config));
  load_weights(network, file, path, request.ema);
  network.to(device);
  auto wanted = load_request(config, request.data);
  wanted.known = &*config.facts;
  wanted.whole_pictures = experiment.evaluation.crops != "center";
  const auto data = load_parts(config, wanted);
  const auto& dataset = part(data, request.split);
  const auto& names = config.facts->class_names;
  const auto result = predict(network, config, *dataset, device);
  const auto task = make_task(experiment, data);
  const auto figures = figures_of(result, *task, data.facts);
  if (!data.skipped.empty())
    std::fprintf(stderr, "mlday: warning: left out %s that could not be read\n",
                 counted(static_cast<std::int64_t>(data.skipped.size()), "sample").c_str());
  for (const auto& note : data.notes) std::fprintf(stderr, "mlday: warning: %s\n", note.c_str());
  if (data.synthetic)
    std::fprintf(stderr,
                 "mlday: warning: the data folder is absent: evaluating on DRAWN pictures\n");
  if (request.json)
    print_json(figures, request, target, data, names);
  else
    print_text(figures, request, target, data, names);
  std::fflush(stdout);
  const auto tell = [&](const std::string& what) {
    if (!request.json) std::puts(what.c_str());
  };
  if (figures.by_class) {
    const auto matrix = matrix_file(request, target);
    write_file_atomically(matrix, confusion_csv(figures.by_class->confusion, names));
    tell("Confusion matrix: " + matrix.string());
  }
  const auto predictions = task->predictions(result.outputs);
  if (!request.gallery.empty())
    tell(write_galleries(request.gallery, *dataset, predictions, result.targets, data.facts));
  if (!request.predictions.empty()) {
    write_file_atomically(request.predictions,
                          prediction_table(*dataset, data.root, predictions,
                                           task->truths(result.targets), data.facts));
    tell("Predictions: " + request.predictions);
  }
  return 0;
}

}  // namespace mlday

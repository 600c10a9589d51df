// `mlday eval`: a checkpoint's figures on one part of the data.
#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "models/module.h"
#include "report/files.h"
#include "report/run_document.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/sections/evaluation.h"
#include "run/target.h"
#include "run/verbs/eval_figures.h"
#include "run/verbs/gallery.h"
#include "run/verbs/prediction_table.h"
#include "run/verbs/verbs.h"
#include "store/expectation.h"
#include "store/run_folder.h"
#include "store/summary.h"
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
  const EvaluationContext context{loader.batch_size.of(dataset.size()),
                                  static_cast<int>(loader.num_workers), device,
                                  config.experiment.training.fused};
  if (crops == "center") return outputs_of(network, dataset, context);
  const auto whole = dataset.get(0).input();
  const auto& seen = config.facts->input().shape;
  return outputs_over_crops(network, dataset, context,
                            crop_plan(crops, loader.pictures()->augment,
                                      {whole.size(1), whole.size(2)}, {seen.at(1), seen.at(2)}));
}

/// What is asked for must be possible, before an hour is spent on it.
void check_outputs(const EvalRequest& request, const DataFacts& facts) {
  if (!request.gallery.empty()) {
    if (!facts.input().is_picture() || !facts.has_classes())
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
  const std::vector<std::string> of_both{"training.device", "training.threads", "training.seed",
                                         "training.fused"};
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

/// Whether the settings say anew which samples there are to train on and to validate.
bool choose_samples(const std::vector<Setting>& settings) {
  const std::vector<std::string> keep_samples{
      "root",       "test",        "test_file", "test_inputs",   "test_targets",
      "batch_size", "num_workers", "cache",     "on_bad_sample", "augment"};
  return std::any_of(settings.begin(), settings.end(), [&](const Setting& setting) {
    const auto keys = split(setting.argument.substr(0, setting.argument.find('=')), '.');
    return keys.front() == "dataset" &&
           (keys.size() == 1 ||
            std::find(keep_samples.begin(), keep_samples.end(), keys[1]) == keep_samples.end());
  });
}

/// Texts below a section that are paths out of the data folder.
void find_paths_outside(const Node& node, const std::string& path,
                        std::vector<std::string>& found) {
  if (node.is_scalar() && (node.text.starts_with('/') || node.text.starts_with("~") ||
                           ("/" + node.text + "/").find("/../") != std::string::npos))
    found.push_back(path + " " + node.text);
  for (const auto& entry : node.entries)
    find_paths_outside(entry.value, path + "." + entry.key, found);
  for (const auto& item : node.items) find_paths_outside(item, path, found);
}

/// A checkpoint without its run may be anybody's: its user is told where it leads.
void warn_of_paths(const ResolvedConfig& config, const std::string& checkpoint) {
  if (fs::exists(RunFolder(config.run).resolved())) return;
  std::vector<std::string> found;
  find_paths_outside(node_at(config.tree, "dataset"), "dataset", found);
  if (!found.empty())
    std::fprintf(stderr, "mlday: warning: the config in %s reads outside the data folder: %s\n",
                 checkpoint.c_str(), join(found, ", ").c_str());
}

/// What the checkpoint and its run know of the data.
RunData data_of_run(const ResolvedConfig& config, const EvalRequest& request) {
  RunData data{.facts = config.facts, .samples = std::nullopt};
  const bool is_of_run = fs::exists(RunFolder(config.run).resolved());
  if (choose_samples(request.settings)) return data;
  if (is_of_run) data.samples = read_kept_samples(RunFolder(config.run).samples());
  const auto& validation = config.experiment.dataset->validation;
  if (!data.samples && request.split != "test" && validation.is_drawn())
    std::fprintf(
        stderr,
        "mlday: warning: no samples.csv of a run says which samples are of the %s part: it is "
        "drawn again by the seed, which gives the same samples only where the data is the "
        "same\n",
        request.split.c_str());
  return data;
}

/// Whether this is what the run's report shows: its best weights by its own config.
bool is_the_runs_own(const EvalRequest& request, const RunFolder& run, const Target& target) {
  return request.settings.empty() && !request.ema && request.allowed_changes.empty() &&
         fs::exists(run.summary()) && fs::exists(run.best()) &&
         fs::equivalent(target.checkpoint, run.best());
}

std::int64_t best_epoch_of(const RunFolder& run) {
  const auto summary = read_summary(run);
  return summary ? summary->best_epoch : 0;
}

}  // namespace

int eval_run(const EvalRequest& request) {
  refuse_training_settings(request.settings);
  const auto expected = expectations_of(request.expect);
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
  warn_of_paths(config, path);
  auto wanted = load_request(config, request.data);
  const auto known = data_of_run(config, request);
  known.ask(wanted, request.allowed_changes);
  wanted.whole_pictures = experiment.evaluation.crops != "center";
  wanted.only = request.split == "train"        ? Part::train
                : request.split == "validation" ? Part::validation
                                                : Part::test;
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
  if (const RunFolder run(config.run); is_the_runs_own(request, run, target)) {
    FileReport files(run);
    tell_evaluation(run,
                    {.part = request.split,
                     .weights = "best epoch " + std::to_string(best_epoch_of(run)),
                     .dataset = *dataset,
                     .root = data.root,
                     .result = result,
                     .task = *task,
                     .facts = data.facts,
                     .metrics = figures.metrics},
                    files);
    write_report(run);
    tell("Report: " + run.report().string());
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
  std::vector<std::string> known_names;
  for (const auto& [name, value] : figures.metrics.items()) known_names.push_back(name);
  refuse_undecidable(expected, known_names);
  const auto lines = missed(expected, figures.metrics);
  for (const auto& line : lines) std::fprintf(stderr, "mlday: --expect: %s\n", line.c_str());
  return static_cast<int>(lines.empty() ? Exit::ok : Exit::missed);
}

}  // namespace mlday

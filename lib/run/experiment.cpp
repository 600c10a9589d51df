#include "run/experiment.h"

#include <algorithm>

#include "config/override.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "run/checks/checks.h"
#include "store/run_folder.h"

namespace mlday {
namespace fs = std::filesystem;

const Spec<Experiment>& experiment_spec() {
  static const auto spec =
      Spec<Experiment>("config", "An experiment.")
          .key("day", &Experiment::day, at_least(1), "The journal's day.")
          .no_effect_on_results()
          .key("title", &Experiment::title, anything(), "What it is, in a line.")
          .no_effect_on_results()
          .choice("task", &Experiment::task, tasks, "What is learned.")
          .choice("dataset", &Experiment::dataset, loaders, "What it is learned from.")
          .elsewhere({"data", "loader"})
          .choice("model", &Experiment::model, architectures, "The network.")
          .elsewhere({"network", "architecture"})
          .choice("optimizer", &Experiment::optimizer, optimizers, "How weights are changed.")
          .choice("annealer", &Experiment::annealer, annealers, "How the learning rate changes.")
          .elsewhere({"scheduler", "lr_scheduler", "callbacks"})
          .optional_section("early_stopping", &Experiment::early_stopping, early_stopping_spec,
                            "When to stop before the last epoch; null never does.")
          .section("training", &Experiment::training, training_spec, "How long, and where.")
          .elsewhere({"trainer", "train"})
          .section("checkpoint", &Experiment::checkpoint, checkpoint_spec, "What best means.")
          .key("journal", &Experiment::journal, anything(),
               "Figures to compare with, by name: val_accuracy, test_accuracy, ...")
          .no_effect_on_results();
  return spec;
}

namespace {

ResolvedConfig resolve(const std::shared_ptr<const Source>& source,
                       const std::vector<Setting>& settings) {
  Problems problems;
  Node given = parse_yaml(source, problems);
  problems.throw_errors();
  if (given.is_null()) {
    problems.error({source, 0, 0}, "", "the config is empty", "see configs/ for examples");
    problems.throw_errors();
  }
  for (const auto& setting : settings)
    apply_override(given, setting.argument, setting.origin, problems);
  ResolvedConfig config;
  config.source_text = source->text;
  Reader reader(problems);
  config.tree = experiment_spec().read(given, &config.experiment, reader);
  problems.throw_errors();
  check_experiment(config, problems);
  problems.throw_errors();
  return config;
}

}  // namespace

ResolvedConfig resolve_text(const std::string& text, const std::string& origin,
                            const std::vector<Setting>& settings) {
  return resolve(std::make_shared<Source>(Source{origin, text}), settings);
}

ResolvedConfig resolve_config(const ConfigRequest& request) {
  fs::path path = request.path;
  const bool is_run = fs::is_directory(path);
  if (is_run) path = RunFolder(fs::canonical(path)).resolved();
  std::string text;
  try {
    text = read_file(path, 16u << 20);
  } catch (const Error& error) {
    throw usage_error(error.what() +
                      std::string(is_run ? " (a folder given as a config must be a run's)" : ""));
  }
  auto config = resolve_text(text, path.string(), request.settings);
  // A run's folder is <config>/<name>.
  config.name =
      is_run ? path.parent_path().parent_path().filename().string() : path.stem().string();
  return config;
}

std::string results_yaml(const ResolvedConfig& config) {
  return emit_yaml(results_only(config.tree, experiment_spec()));
}

std::vector<MetricInfo> produced_metrics(const Experiment& experiment) {
  auto metrics = experiment.task->metrics();
  if (experiment.dataset->validation.fraction > 0)
    for (const auto& metric : experiment.task->metrics())
      metrics.push_back({"val_" + metric.name, metric.better});
  return metrics;
}

std::string best_monitor(const Experiment& experiment) {
  if (experiment.checkpoint.monitor) return *experiment.checkpoint.monitor;
  if (experiment.early_stopping) return experiment.early_stopping->monitor;
  if (const auto monitored = experiment.annealer->monitored()) return *monitored;
  return experiment.dataset->validation.fraction > 0 ? "val_loss" : "loss";
}

Direction direction_of(const Experiment& experiment, const std::string& metric) {
  for (const auto& produced : produced_metrics(experiment))
    if (produced.name == metric) return produced.better;
  throw std::logic_error("no metric " + metric);
}

}  // namespace mlday

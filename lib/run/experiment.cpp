#include "run/experiment.h"

#include <algorithm>

#include "config/compose.h"
#include "config/override.h"
#include "config/yaml.h"
#include "core/error.h"
#include "data/find_data.h"
#include "run/checks/checks.h"
#include "store/run_folder.h"

namespace mlday {
namespace fs = std::filesystem;

const Spec<CheckSettings>& check_spec() {
  static const auto spec =
      Spec<CheckSettings>("check", "What `mlday check` is to expect.")
          .key("expect", &CheckSettings::expect, one_of(warning_names()),
               "Warnings that are meant: told as expected, and missed where they do not come.")
          .no_effect_on_results();
  return spec;
}

namespace {

/// Why what belongs to learning by gradients has no place in this experiment.
std::string needs_no_gradients(const Experiment& experiment) {
  const bool own = experiment.task && experiment.task->brings_learner();
  return own ? "the task " + experiment.task.kind() + " learns without it" : "";
}

}  // namespace

const Spec<Experiment>& experiment_spec() {
  static const auto spec =
      Spec<Experiment>("config", "An experiment.")
          .not_here({"loss", "criterion", "metrics"}, "the task brings its loss and its metrics")
          .not_here({"callbacks"}, "they are sections: annealer, early_stopping, checkpoint")
          .key("day", &Experiment::day, at_least(1), "The journal's day.")
          .no_effect_on_results()
          .key("title", &Experiment::title, anything(), "What it is, in a line.")
          .no_effect_on_results()
          .choice("task", &Experiment::task, tasks, "What is learned.")
          .choice("dataset", &Experiment::dataset, loaders, "What it is learned from.")
          .elsewhere({"data", "loader"})
          .choice("model", &Experiment::model, architectures, "The network.")
          .elsewhere({"network", "architecture"})
          .unless(needs_no_gradients)
          .optional_section("weights", &Experiment::weights, pretrained_spec,
                            "Weights to begin with; null begins with random ones.")
          .elsewhere({"pretrained"})
          .unless(needs_no_gradients)
          .choice("optimizer", &Experiment::optimizer, optimizers, "How weights are changed.")
          .unless(needs_no_gradients)
          .choice("annealer", &Experiment::annealer, annealers, "How the learning rate changes.")
          .elsewhere({"scheduler", "lr_scheduler"})
          .unless(needs_no_gradients)
          .section("regularizer", &Experiment::regularizer, regularizer_spec,
                   "What large weights cost.")
          .elsewhere({"kernel_regularizer", "regularization"})
          .unless(needs_no_gradients)
          .optional_section("early_stopping", &Experiment::early_stopping, early_stopping_spec,
                            "When to stop before the last epoch; null never does.")
          .section("training", &Experiment::training, training_spec, "How long, and where.")
          .elsewhere({"trainer", "train"})
          .section("checkpoint", &Experiment::checkpoint, checkpoint_spec, "What best means.")
          .section("evaluation", &Experiment::evaluation, evaluation_spec,
                   "How `mlday eval` looks at samples.")
          .section("check", &Experiment::check, check_spec, "What `mlday check` is to expect.")
          .key("journal", &Experiment::journal, anything(),
               "Figures to compare with, by name: val_accuracy, test_accuracy, ...")
          .no_effect_on_results()
          .key("expect", &Experiment::expect, anything(),
               "What `mlday journal --check` holds a run's best epoch against: "
               "[\"val_accuracy>=.98\"]; also <=, >, <, ==.")
          .no_effect_on_results();
  return spec;
}

namespace {

/// Whether a config says what somebody wants; as a run folder's every default too; or as a
/// checkpoint's what was trained, perhaps elsewhere.
enum class Says { wishes, everything, what_was };

ResolvedConfig resolve(const std::shared_ptr<const Source>& source, const fs::path& path,
                       const std::vector<Setting>& settings, Says says, Problems& problems) {
  ResolvedConfig config;
  config.source_text = source->text;
  config.of_run = says == Says::everything;
  Node given =
      says == Says::what_was ? compose_foreign(source, problems) : compose(source, path, problems);
  if (problems.is_fatal()) return config;
  if (given.is_null()) {
    problems.error({source, 0, 0}, "", "the config is empty", "see configs/ for examples");
    return config;
  }
  for (const auto& setting : settings)
    apply_override(given, setting.argument, setting.origin, problems);
  Reader reader(problems);
  config.tree = experiment_spec().read(given, &config.experiment, reader);
  if (problems.has_errors()) return config;
  if (says == Says::everything) {
    config.experiment = {};
    config.tree = experiment_spec().read(without_defaults(config.tree, experiment_spec()),
                                         &config.experiment, reader);
  }
  try {
    config.facts = facts_of(*config.experiment.dataset);
    if (config.facts) config.experiment.task->name_outputs(*config.facts);
  } catch (const SettingError& error) {
    report(config, error, problems);
  }
  check_experiment(config, problems);
  for (const auto& problem : problems.list())
    if (problem.severity == Problem::Severity::warning) config.warnings.push_back(problem);
  return config;
}

}  // namespace

ResolvedConfig resolve_text(const std::string& text, const std::string& origin,
                            const std::vector<Setting>& settings) {
  Problems problems;
  auto config = resolve(std::make_shared<Source>(Source{origin, text}), "", settings,
                        Says::what_was, problems);
  problems.throw_errors();
  return config;
}

ResolvedConfig resolve_config(const ConfigRequest& request, Problems& problems) {
  fs::path path = request.path == "-" ? "/dev/stdin" : request.path;
  const bool is_run = fs::is_directory(path);
  if (is_run) {
    path = RunFolder(fs::canonical(path)).resolved();
    if (!fs::exists(path))
      throw usage_error(request.path + " is a folder, but no run's (it has no resolved.yaml)");
  }
  auto config = resolve(read_source(path), path, request.settings,
                        is_run ? Says::everything : Says::wishes, problems);
  // A run's folder is <config>/<name>.
  if (is_run) config.run = path.parent_path();
  if (!is_run) {
    std::error_code code;  // (a pipe's name leads to no file)
    const auto real = fs::weakly_canonical(fs::absolute(path), code);
    config.file = code ? fs::absolute(path) : real;
  }
  config.name = is_run ? config.run.parent_path().filename().string() : path.stem().string();
  return config;
}

ResolvedConfig resolve_config(const ConfigRequest& request) {
  Problems problems;
  auto config = resolve_config(request, problems);
  problems.throw_errors();
  return config;
}

std::string results_yaml(const ResolvedConfig& config) {
  return emit_yaml(results_only(config.tree, experiment_spec()));
}

std::vector<MetricInfo> produced_metrics(const Experiment& experiment) {
  auto metrics = experiment.task->metrics();
  std::erase_if(metrics, [](const MetricInfo& metric) { return metric.evaluation_only; });
  if (experiment.regularizer.is_on()) metrics.push_back({"penalty", Direction::down});
  if (!experiment.dataset->validation.validates()) return metrics;
  for (const std::string prefix : {"val_", "val_ema_"})
    if (prefix == "val_" || (experiment.training.ema_decay && !experiment.task->brings_learner()))
      for (const auto& metric : experiment.task->metrics())
        if (!metric.training_only) metrics.push_back({prefix + metric.name, metric.better});
  return metrics;
}

std::string best_monitor(const Experiment& experiment) {
  if (experiment.checkpoint.monitor) return *experiment.checkpoint.monitor;
  if (experiment.early_stopping) return experiment.early_stopping->monitor;
  if (const auto monitored = experiment.annealer->monitored(); !monitored.empty())
    return monitored.front();
  return experiment.dataset->validation.validates() ? "val_loss" : "loss";
}

Direction direction_of(const Experiment& experiment, const std::string& metric) {
  for (const auto& produced : produced_metrics(experiment))
    if (produced.name == metric) return produced.better;
  throw std::logic_error("no metric " + metric);
}

}  // namespace mlday

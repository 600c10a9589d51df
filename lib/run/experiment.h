// An experiment: everything a config says, read and checked.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "anneal/annealer.h"
#include "config/spec.h"
#include "data/loader.h"
#include "models/architecture.h"
#include "models/pretrained.h"
#include "optim/optimizer.h"
#include "run/engine.h"
#include "tasks/task.h"
#include "train/early_stopping.h"
#include "train/regularizer.h"
#include "train/settings.h"

namespace mlday {

/// The section `check`.
struct CheckSettings {
  std::vector<std::string> expect;
};

struct Experiment {
  std::optional<std::int64_t> day;
  std::string title;
  Choice<TaskSettings> task;
  Choice<LoaderSettings> dataset;
  Choice<ArchitectureSettings> model;
  std::optional<PretrainedSettings> weights;
  Choice<OptimizerSettings> optimizer;
  Choice<AnnealerSettings> annealer;
  RegularizerSettings regularizer;
  std::optional<EarlyStoppingSettings> early_stopping;
  TrainingSettings training;
  CheckpointSettings checkpoint;
  EvaluationSettings evaluation;
  Figures journal;
  std::vector<std::string> expect;  ///< "val_accuracy>=.98"
  CheckSettings check;
};

const Spec<Experiment>& experiment_spec();

/// A config as read: the settings, and the same as a tree with every default and its origin.
struct ResolvedConfig {
  Experiment experiment;
  Node tree;
  /// Of the data: from the settings where they tell, else once it was found; then from there.
  std::optional<DataFacts> facts;
  std::int64_t training_samples = 0;  ///< 0 until the data was found
  bool of_run = false;  ///< a run folder's: a wish cannot be told from the default that it equals
  std::filesystem::path run;   ///< the folder of the run that it is of; empty where it is of none
  std::filesystem::path file;  ///< that it was read from; empty of a run or a text
  std::string source_text;     ///< as given
  std::string name;            ///< the file's name without its ending
  std::vector<Problem> warnings;
  std::vector<Problem> expected;  ///< warnings that check.expect acknowledges
};

/// Reads a config file, or a run folder's, with settings from the command line on top, and checks
/// it as a whole. Throws one Error with all that is wrong.
ResolvedConfig resolve_config(const ConfigRequest& request);

/// The same, but what is wrong goes into `problems`.
ResolvedConfig resolve_config(const ConfigRequest& request, Problems& problems);

/// The same from YAML text; `origin` names it in messages.
ResolvedConfig resolve_text(const std::string& text, const std::string& origin,
                            const std::vector<Setting>& settings);

/// The resolved config's YAML without keys that change no result: what a checkpoint carries. A run
/// that goes on must not differ in it, but for where the data lies (run/begin.cpp).
std::string results_yaml(const ResolvedConfig& config);

/// The metrics that this experiment's epochs produce, "val_" ones included, with their directions.
std::vector<MetricInfo> produced_metrics(const Experiment& experiment);

/// What `best` means for this experiment.
std::string best_monitor(const Experiment& experiment);

/// The direction of a metric among the produced ones.
Direction direction_of(const Experiment& experiment, const std::string& metric);

}  // namespace mlday

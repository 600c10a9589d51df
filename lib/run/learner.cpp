#include "run/learner.h"

#include <cstdio>

#include "core/error.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "train/checkpoint.h"

namespace mlday {
namespace {

/// What `best` means. checkpoint.mode decides; where it is auto, the mode of the section whose
/// monitor is used.
BestRule best_rule(const ResolvedConfig& config) {
  const auto& experiment = config.experiment;
  BestRule rule{best_monitor(experiment), direction_of(experiment, best_monitor(experiment))};
  std::string mode = experiment.checkpoint.mode;
  if (mode == "auto" && !experiment.checkpoint.monitor)
    mode = node_at(config.tree, experiment.early_stopping ? "early_stopping.mode" : "annealer.mode")
               .text;
  if (mode == "max") rule.better = Direction::up;
  if (mode == "min") rule.better = Direction::down;
  return rule;
}

}  // namespace

DataParts data_to_try(ResolvedConfig& config, const LoadRequest& request,
                      const std::string& doing) {
  auto data = load_parts(config, request);
  Problems problems;
  check_facts(config, data.facts, data.train->size(), problems);
  problems.throw_errors();
  if (data.synthetic)
    std::fprintf(stderr, "mlday: warning: the data folder is absent: %s DRAWN data\n",
                 doing.c_str());
  return data;
}

std::unique_ptr<Supervised> make_supervised(const ResolvedConfig& config, const DataParts& data,
                                            const Context& context,
                                            const std::function<void(Network&)>& start) {
  const auto& experiment = config.experiment;
  if (experiment.task->brings_learner())
    throw usage_error("the task " + experiment.task.kind() +
                      " learns without gradients: there is no learning rate and no gradient to "
                      "look at");
  const auto plan = plan_of(config);
  return std::make_unique<Supervised>(
      Supervised::Parts{
          .plan = plan,
          .task = make_task(experiment, data),
          .optimizer = *experiment.optimizer,
          .annealer = make_annealer(
              *experiment.annealer,
              annealer_context(experiment, updates_per_epoch(experiment, data.train->size()))),
          .training = experiment.training,
          .regularizer = experiment.regularizer,
          .context = context},
      start);
}

std::function<void(Network&)> starter(const ResolvedConfig& config, const DataPlace& place,
                                      const std::function<void(const std::string&)>& tell) {
  return [&config, &place, tell](Network& network) {
    if (const auto told = begin_network(network, config, place); !told.empty()) tell(told);
  };
}

std::unique_ptr<Learner> make_learner(const ResolvedConfig& config, const DataParts& data,
                                      const Context& context,
                                      const std::function<void(Network&)>& start) {
  const auto& task = *config.experiment.task;
  if (!task.brings_learner()) return make_supervised(config, data, context, start);
  const auto plan = plan_of(config);
  return task.make_learner({.plan = plan,
                            .data = data,
                            .context = context,
                            .seed = static_cast<std::uint64_t>(config.experiment.training.seed)});
}

ConfigStoppers::ConfigStoppers(const Experiment& experiment, const Learner& learner)
    : rest_(learner) {
  if (experiment.early_stopping)
    early_.emplace(*experiment.early_stopping,
                   direction_of(experiment, experiment.early_stopping->monitor));
  if (experiment.training.stop_after) limit_.emplace(*experiment.training.stop_after);
}

Stoppers ConfigStoppers::chain() {
  Stoppers chain;
  if (early_) chain.add(*early_);
  chain.add(rest_);
  if (limit_) chain.add(*limit_);
  return chain;
}

Training make_training(const ResolvedConfig& config, const DataParts& data, Learner& learner,
                       ConfigStoppers& stoppers, const Context& context, const RunFolder& folder) {
  const auto& experiment = config.experiment;
  return {.learner = learner,
          .metrics = experiment.task->metrics(),
          .stoppers = stoppers.chain(),
          .early = stoppers.early(),
          .data = data,
          .settings = experiment.training,
          .has_penalty = experiment.regularizer.is_on(),
          .has_averages = experiment.training.ema_decay && !experiment.task->brings_learner(),
          .best_rule = best_rule(config),
          .keep = experiment.checkpoint,
          .batch_size = experiment.dataset->batch_size.of(data.train->size()),
          .workers = static_cast<int>(experiment.dataset->num_workers),
          .context = context,
          .folder = folder,
          .metadata = checkpoint_metadata(config)};
}

}  // namespace mlday

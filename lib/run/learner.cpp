#include "run/learner.h"

#include "run/assembly.h"
#include "run/checks/checks.h"
#include "train/checkpoint.h"

namespace mlday {
namespace {

/// What `best` means: as checkpoint.mode says, else as whoever's monitor is taken over is told.
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

/// Starts a network and moves it, before anything takes hold of its tensors.
NamedTensors started(Network& network, const std::function<void(Network&)>& start,
                     torch::Device device) {
  start(network);
  network.to(device);
  return trained_parameters(network);
}

}  // namespace

Learner::Learner(const ResolvedConfig& config, const DataParts& data, const Plan& plan,
                 torch::Device where, const std::function<void(Network&)>& start)
    : device(where),
      network(plan),
      task(make_task(config.experiment, data)),
      optimizer(*config.experiment.optimizer, started(network, start, where)),
      stepper(network, *task, optimizer, config.experiment.training, config.experiment.regularizer),
      annealer(make_annealer(
          *config.experiment.annealer,
          annealer_context(config.experiment,
                           updates_per_epoch(config.experiment, data.train->size())))) {
  const auto& experiment = config.experiment;
  if (experiment.training.ema_decay) average.emplace(network, *experiment.training.ema_decay);
  if (experiment.early_stopping)
    stopper.emplace(*experiment.early_stopping,
                    direction_of(experiment, experiment.early_stopping->monitor));
}

Training Learner::training(const ResolvedConfig& config, const DataParts& data,
                           const RunFolder& folder) {
  const auto& experiment = config.experiment;
  return {.network = network,
          .task = *task,
          .metrics = experiment.task->metrics(),
          .optimizer = optimizer,
          .stepper = stepper,
          .average = average ? &*average : nullptr,
          .annealer = *annealer,
          .stopper = stopper ? &*stopper : nullptr,
          .data = data,
          .settings = experiment.training,
          .has_penalty = experiment.regularizer.is_on(),
          .best_rule = best_rule(config),
          .batch_size = experiment.dataset->batch_size.of(data.train->size()),
          .workers = static_cast<int>(experiment.dataset->num_workers),
          .device = device,
          .folder = folder,
          .metadata = checkpoint_metadata(config)};
}

}  // namespace mlday

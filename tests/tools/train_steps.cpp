// Trains a config's network in float64 on batches that another program wrote, for comparing the
// two:
//   train_steps CONFIG BATCHES OUTPUT
// BATCHES holds `inputs` [steps, N, ...] and `targets` [steps, N]; one update is made of each.
// OUTPUT gets the weights before the first update under their names, and `loss` [steps].
#include <torch/types.h>
#include <torch/utils.h>

#include <cstdio>

#include "models/module.h"
#include "models/weights.h"
#include "run/assembly.h"
#include "train/step.h"

using namespace mlday;

namespace {

void train_steps(const std::string& path, const std::string& batches, const std::string& output) {
  const auto config = resolve_config({path, {}});
  const auto& experiment = config.experiment;
  Network network(plan_of(config));
  initialize(network, experiment.model->init, static_cast<std::uint64_t>(experiment.training.seed));
  network.to(torch::kFloat64);
  NamedTensors written;
  for (const auto& [name, weight] : weights_of(network)) written.emplace_back(name, weight.clone());

  const SafetensorsFile file(batches);
  const auto inputs = tensor_of(*file.find("inputs")), targets = tensor_of(*file.find("targets"));
  const auto task = experiment.task->make({*config.facts});
  Optimizer optimizer(*experiment.optimizer, trained_parameters(network));
  Stepper stepper(network, *task, optimizer, experiment.training, experiment.regularizer);
  network.train();
  auto losses = torch::empty({inputs.size(0)}, torch::kFloat64);
  for (std::int64_t i = 0; i < inputs.size(0); ++i)
    losses[i] = stepper.step({inputs[i], targets[i]}, 0, Rates{experiment.optimizer->lr}).loss;
  written.emplace_back("loss", losses);
  save_tensors(output, written, {});
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: train_steps CONFIG BATCHES OUTPUT\n", stderr);
    return 2;
  }
  try {
    train_steps(argv[1], argv[2], argv[3]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "train_steps: %s\n", error.what());
    return 1;
  }
}

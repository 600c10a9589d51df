// A network and all that it is trained with, put together as a config says.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "models/module.h"
#include "run/experiment.h"
#include "store/run_folder.h"
#include "train/step.h"
#include "train/train.h"
#include "train/weight_average.h"

namespace mlday {

struct Learner {
  /// `start` gives the new network the weights that training begins with.
  Learner(const ResolvedConfig& config, const DataParts& data, const Plan& plan,
          torch::Device where, const std::function<void(Network&)>& start);
  Learner(const Learner&) = delete;  // its parts know each other by address
  Learner& operator=(const Learner&) = delete;

  /// What `train` works on; it lives no longer than the learner, the config and the data.
  Training training(const ResolvedConfig& config, const DataParts& data, const RunFolder& folder);

  torch::Device device;
  Network network;
  std::unique_ptr<Task> task;
  Optimizer optimizer;
  Stepper stepper;
  std::optional<WeightAverage> average;
  std::unique_ptr<Annealer> annealer;
  std::optional<EarlyStopper> stopper;
};

}  // namespace mlday

#include "train/weight_average.h"

#include <torch/utils.h>

#include "models/module.h"

namespace mlday {

WeightAverage::WeightAverage(Network& network, double decay) : decay_(decay) {
  for (const auto& parameter : network.named_parameters()) {
    parameters_.push_back(parameter.value());
    averages_.emplace_back(parameter.key(), parameter.value().detach().clone());
  }
}

void WeightAverage::updated(std::int64_t update) {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    auto& average = averages_[i].second;
    if (update == 1)
      average.copy_(parameters_[i]);
    else
      average.lerp_(parameters_[i], 1 - decay_);
  }
}

void WeightAverage::swap() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    auto& average = averages_[i].second;
    const auto weights = parameters_[i].detach();
    parameters_[i].set_data(average);
    average = weights;
  }
}

}  // namespace mlday

// The optimizers that `optimizer: {name: ...}` knows, and what carries out their rules.
#include "optim/optimizer.h"

#include <torch/utils.h>

namespace mlday {

const Roster<OptimizerSettings>& optimizers() {
  static const Roster<OptimizerSettings> roster("optimizer", "name", "",
                                                {
                                                    adam(),
                                                    sgd(),
                                                });
  return roster;
}

Optimizer::Optimizer(const OptimizerSettings& settings, NamedTensors parameters)
    : settings_(settings), parameters_(std::move(parameters)), slot_names_(settings.slots()) {
  for (const auto& [name, parameter] : parameters_) {
    auto& slots = slots_.emplace_back();
    for (std::size_t i = 0; i < slot_names_.size(); ++i)
      slots.push_back(torch::zeros_like(parameter.detach()));
  }
}

void Optimizer::zero_grad() {
  for (auto& [name, parameter] : parameters_) parameter.mutable_grad().reset();
}

void Optimizer::step(double lr) {
  const torch::NoGradGuard no_grad;
  ++steps_;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto& parameter = parameters_[i].second;
    if (!parameter.grad().defined()) continue;
    const ParameterUpdate update{parameter, parameter.grad(), slots_[i], lr, steps_};
    if (!settings_.fast_update(update)) settings_.update(update);
  }
}

NamedTensors Optimizer::state() const {
  NamedTensors tensors;
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    for (std::size_t k = 0; k < slot_names_.size(); ++k)
      tensors.emplace_back(slot_names_[k] + "/" + parameters_[i].first, slots_[i][k]);
  return tensors;
}

}  // namespace mlday

#include "models/module.h"

namespace mlday {

Network::Network(const Plan& plan) : plan_(plan) {
  for (const auto& layer : plan_.layers) {
    modules_.push_back(layer.layer->build(layer.input));
    register_module(layer.name, modules_.back());
  }
}

torch::Tensor Network::forward(const torch::Tensor& input, const Tap& tap) {
  torch::Tensor value = input;
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    value = modules_[i]->forward(value);
    if (tap) tap(plan_.layers[i], value);
  }
  return value;
}

}  // namespace mlday

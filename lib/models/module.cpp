#include "models/module.h"

#include "core/text.h"

namespace mlday {

void LayerModule::start(const InitSettings& settings, const StreamOf& stream) {
  auto parameters = named_parameters(false);
  torch::Tensor* weight = parameters.find("weight");
  if (!weight || weight->dim() < 2) return;
  const Fans fans = fans_of(*weight);
  settings.weight->fill(*weight, fans, stream("weight"));
  if (auto* bias = parameters.find("bias")) settings.bias->fill(*bias, fans, stream("bias"));
}

Network::Network(const Plan& plan) : plan_(plan), last_use_(plan.layers.size()) {
  for (std::size_t i = 0; i < plan_.layers.size(); ++i) {
    const auto& layer = plan_.layers[i];
    for (const auto place : layer.from)
      if (place != network_input) last_use_[static_cast<std::size_t>(place)] = i;
    modules_.push_back(layer.layer ? layer.layer->build(layer.input) : nullptr);
    if (!modules_.back()) continue;
    put(layer.name, modules_.back());
    if (layer.frozen)
      for (auto& parameter : modules_.back()->parameters()) parameter.set_requires_grad(false);
  }
}

void Network::put(const std::string& name, const std::shared_ptr<LayerModule>& module) {
  torch::nn::Module* parent = this;
  auto parts = split(name, '.');
  const auto own = parts.back();
  parts.pop_back();
  for (const auto& part : parts) {
    const auto children = parent->named_children();
    const auto* known = children.find(part);
    parent = known ? known->get()
                   : parent->register_module(part, std::make_shared<torch::nn::Module>(part)).get();
  }
  parent->register_module(own, module);
}

torch::Tensor Network::forward(const torch::Tensor& input, const Tap& tap) {
  std::vector<torch::Tensor> values(plan_.layers.size());
  const auto value_at = [&](Place place) {
    return place == network_input ? input : values[static_cast<std::size_t>(place)];
  };
  for (std::size_t i = 0; i < plan_.layers.size(); ++i) {
    const auto& layer = plan_.layers[i];
    torch::Tensor taken;
    if (layer.join == Join::concat) {
      std::vector<torch::Tensor> parts;
      for (const auto place : layer.from) parts.push_back(value_at(place));
      taken = torch::cat(parts, 1);
    } else {
      taken = value_at(layer.from.front());
      for (std::size_t k = 1; k < layer.from.size(); ++k) taken = taken + value_at(layer.from[k]);
    }
    values[i] = modules_[i] ? modules_[i]->forward(taken) : taken;
    if (tap) tap(layer, taken, values[i]);
    // Let go with its last reader: without gradients, memory stays that of a few layers.
    for (const auto place : layer.from)
      if (place != network_input && last_use_[static_cast<std::size_t>(place)] == i)
        values[static_cast<std::size_t>(place)].reset();
  }
  return values.empty() ? input : values.back();
}

void Network::train(bool on) {
  torch::nn::Module::train(on);
  for (std::size_t i = 0; i < modules_.size(); ++i)
    if (modules_[i] && plan_.layers[i].frozen) modules_[i]->eval();
}

}  // namespace mlday

#include "models/module.h"

#include "core/error.h"
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
      if (!is_input(place)) last_use_[static_cast<std::size_t>(place)] = i;
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

namespace {

/// Several values as one: their sum, or side by side along the channels.
Field joined(Join how, const std::vector<Field>& parts) {
  Field result = parts.front();
  std::vector<torch::Tensor> values{result.values};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (result.is_padded() && !torch::equal(result.lengths, parts[i].lengths))
      throw Error("sequences of unequal length cannot be joined step by step");
    values.push_back(parts[i].values);
    if (how == Join::add) result.values = result.values + parts[i].values;
  }
  if (how == Join::concat) result.values = torch::cat(values, 1);
  return result;
}

}  // namespace

template <class Run>
Field Network::pass(const Fields& inputs, const Tap& tap, const Run& run) {
  TORCH_CHECK(inputs.size() == plan_.inputs.size(), "the network takes ", plan_.inputs.size(),
              " inputs");
  std::vector<Field> values(plan_.layers.size());
  for (std::size_t i = 0; i < plan_.layers.size(); ++i) {
    const auto& layer = plan_.layers[i];
    const auto at = [&](Place place) -> const Field& {
      return is_input(place) ? inputs[input_at(place)] : values[static_cast<std::size_t>(place)];
    };
    Field taken = at(layer.from.front());
    if (layer.join != Join::none) {
      std::vector<Field> parts;
      for (const auto place : layer.from) parts.push_back(at(place));
      taken = joined(layer.join, parts);
    }
    values[i] = modules_[i] ? run(i, taken) : taken;
    if (!is_varying(layer.output)) values[i].lengths.reset();
    if (tap) tap(layer, taken, values[i]);
    // Let go with its last reader: without gradients, memory stays that of a few layers.
    for (const auto place : layer.from)
      if (!is_input(place) && last_use_[static_cast<std::size_t>(place)] == i)
        values[static_cast<std::size_t>(place)] = {};
  }
  return values.empty() ? inputs[0] : values.back();
}

Field Network::forward(const Fields& inputs, const Tap& tap) {
  return pass(inputs, tap,
              [&](std::size_t i, const Field& taken) { return modules_[i]->forward(taken); });
}

bool Network::can_advance() const {
  for (std::size_t i = 0; i < modules_.size(); ++i) {
    const auto& layer = plan_.layers[i];
    const bool is_sum = layer.join == Join::add && !modules_[i];
    const bool reads_steps = layer.join == Join::none && modules_[i] &&
                             modules_[i]->can_advance() && layer.layer->takes_varying();
    if (!is_sum && !reads_steps) return false;
  }
  return true;
}

Field Network::advance(const Fields& inputs, State& state) {
  state.resize(modules_.size());
  return pass(inputs, nullptr, [&](std::size_t i, const Field& taken) {
    return modules_[i]->advance(taken, state[i]);
  });
}

void Network::train(bool on) {
  torch::nn::Module::train(on);
  for (std::size_t i = 0; i < modules_.size(); ++i)
    if (modules_[i] && plan_.layers[i].frozen) modules_[i]->eval();
}

}  // namespace mlday

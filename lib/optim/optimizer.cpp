// The optimizers that `optimizer: {name: ...}` knows, and what carries out their rules.
#include "optim/optimizer.h"

#include <fnmatch.h>
#include <torch/utils.h>

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

const Spec<ParameterGroup>& group_spec() {
  static const auto spec =
      Spec<ParameterGroup>("group", "Parameters that are trained differently.")
          .required("parameters", &ParameterGroup::parameters, anything(),
                    "Pattern of their names, such as `*.bias` or `linear_?.*`.")
          .elsewhere({"params", "pattern", "name"})
          .key("lr_factor", &ParameterGroup::lr_factor, at_least(0),
               "Their rate is so many times the optimizer's; 0 leaves them as they are.")
          .elsewhere({"lr", "lr_mult"})
          .key("weight_decay", &ParameterGroup::weight_decay, at_least(0),
               "Their weight decay; null takes the optimizer's.");
  return spec;
}

/// The first group whose pattern fits; null if none does.
const ParameterGroup* group_of(const std::vector<ParameterGroup>& groups, const std::string& name) {
  for (const auto& group : groups)
    if (::fnmatch(group.parameters.c_str(), name.c_str(), 0) == 0) return &group;
  return nullptr;
}

torch::Tensor new_slot(const Slot& slot, const torch::Tensor& parameter) {
  if (slot.is_scalar) return torch::full({}, slot.start, torch::kFloat64);
  return torch::full_like(parameter.detach(), slot.start);
}

}  // namespace

std::optional<std::string> idle_group(const std::vector<ParameterGroup>& groups,
                                      const NamedTensors& parameters) {
  std::vector<std::string> names;
  for (const auto& [name, parameter] : parameters) names.push_back(name);
  const auto any = [&](auto fits) { return std::any_of(names.begin(), names.end(), fits); };
  for (const auto& group : groups) {
    if (any([&](const auto& name) { return group_of(groups, name) == &group; })) continue;
    if (any([&](const auto& name) { return group_of({group}, name) != nullptr; }))
      return "earlier groups take all parameters that `" + group.parameters +
             "` fits: put it before them";
    return "no parameter's name fits `" + group.parameters + "`; there are " + join_words(names);
  }
  return std::nullopt;
}

bool all_stand_still(const std::vector<ParameterGroup>& groups, const NamedTensors& parameters) {
  return std::all_of(parameters.begin(), parameters.end(), [&](const auto& parameter) {
    const auto* group = group_of(groups, parameter.first);
    return group && group->lr_factor == 0;
  });
}

const Spec<OptimizerSettings>& optimizer_spec() {
  using Settings = OptimizerSettings;
  static const auto spec =
      Spec<Settings>("optimizer", "")
          .key("lr", &Settings::lr, positive(), "Learning rate before annealing.")
          .elsewhere({"learning_rate"})
          .key("weight_decay", &Settings::weight_decay, at_least(0),
               "Gradients get this times the weights (L2); adamw takes it off the weights instead.")
          .elsewhere({"l2"})
          .section_list(
              "groups", &Settings::groups, group_spec,
              "Parameters that are trained differently; the first pattern that fits counts.")
          .elsewhere({"params", "param_groups", "parameter_groups"})
          .not_here({"decay", "lr_decay"},
                    "Keras' decay of the rate is an annealer: `annealer: {name: inverse_time, "
                    "decay: 1e-4}`");
  return spec;
}

// The kinds are made in files of their own.
Kind<OptimizerSettings> adagrad(), adam(), adamax(), adamw(), nadam(), radam(), rmsprop(), sgd();

const Roster<OptimizerSettings>& optimizers() {
  static const Roster<OptimizerSettings> roster("optimizer", "name", "",
                                                {
                                                    adam(),
                                                    adamw(),
                                                    adamax(),
                                                    nadam(),
                                                    radam(),
                                                    sgd(),
                                                    rmsprop(),
                                                    adagrad(),
                                                });
  return roster;
}

Optimizer::Optimizer(const OptimizerSettings& settings, const NamedTensors& parameters)
    : settings_(settings), slots_(settings.slots()) {
  if (const auto found = idle_group(settings.groups, parameters))
    throw usage_error("optimizer.groups: " + *found);
  for (const auto& [name, parameter] : parameters) {
    auto& trained = trained_.emplace_back(Trained{.name = name,
                                                  .parameter = parameter,
                                                  .slots = {},
                                                  .steps = torch::zeros({}, torch::kInt64),
                                                  .weight_decay = settings.weight_decay});
    for (const auto& slot : slots_) trained.slots.push_back(new_slot(slot, parameter));
    if (const auto* group = group_of(settings.groups, name)) {
      trained.lr_factor = group->lr_factor;
      trained.weight_decay = group->weight_decay.value_or(settings.weight_decay);
    }
  }
}

void Optimizer::zero_grad() {
  for (auto& trained : trained_) trained.parameter.mutable_grad().reset();
}

void Optimizer::step(double lr, std::optional<double> momentum) {
  const torch::NoGradGuard no_grad;
  for (auto& t : trained_) {
    if (!t.parameter.grad().defined()) continue;
    const auto step = ++*t.steps.data_ptr<std::int64_t>();
    apply({t.parameter, t.parameter.grad(), t.slots, lr * t.lr_factor, step, momentum,
           t.weight_decay});
  }
}

void Optimizer::apply(const ParameterUpdate& update) const {
  if (settings_.fast_update(update)) return;
  auto plain = update;
  plain.weight_decay = 0;
  if (update.weight_decay != 0) {
    if (settings_.decouples_weight_decay())
      plain.parameter.mul_(1 - update.lr * update.weight_decay);
    else
      plain.gradient = update.gradient.add(update.parameter, update.weight_decay);
  }
  settings_.update(plain);
}

NamedTensors Optimizer::state() const {
  NamedTensors tensors;
  for (const auto& trained : trained_) {
    for (std::size_t k = 0; k < slots_.size(); ++k)
      tensors.emplace_back(slots_[k].name + "/" + trained.name, trained.slots[k]);
    tensors.emplace_back("step/" + trained.name, trained.steps);
  }
  return tensors;
}

}  // namespace mlday

// RMSprop (Tieleman and Hinton, 2012). PyTorch adds eps after the root and multiplies the velocity
// by the rate; Keras adds eps before the root and keeps the rate inside the velocity.
#include "optim/optimizer.h"

namespace mlday {
namespace {

struct RmsProp : OptimizerSettings {
  double alpha = .99, eps = 1e-8, momentum = 0;
  bool centered = false;
  std::string rule = "torch";

  RmsProp() { lr = .01; }
  std::vector<Slot> slots() const override {
    std::vector<Slot> all{{"square_avg"}};
    if (centered) all.push_back({"grad_avg"});
    if (has_momentum()) all.push_back({"momentum_buffer"});
    return all;
  }
  bool has_momentum() const override { return momentum > 0; }

  void update(const ParameterUpdate& u) const override {
    auto parameter = u.parameter;
    auto& square = u.slots[0];
    square.mul_(alpha).addcmul_(u.gradient, u.gradient, 1 - alpha);
    auto variance = square;
    if (centered) {
      auto& average = u.slots[1];
      average.mul_(alpha).add_(u.gradient, 1 - alpha);
      variance = square.addcmul(average, average, -1);
    }
    const bool keras = rule == "keras";
    const auto denominator = keras ? variance.add(eps).sqrt_() : variance.sqrt().add_(eps);
    if (!has_momentum()) {
      parameter.addcdiv_(u.gradient, denominator, -u.lr);
      return;
    }
    auto& velocity = u.slots.back();
    velocity.mul_(u.momentum.value_or(momentum))
        .addcdiv_(u.gradient, denominator, keras ? u.lr : 1);
    parameter.sub_(velocity, keras ? 1 : u.lr);
  }
};

const auto rmsprop_spec =
    Spec<RmsProp>("rmsprop", "Gradients over the root of their running mean square (Hinton).")
        .inherits(optimizer_spec)
        .key("alpha", &RmsProp::alpha, from_to_below(0, 1), "Decay of the running average.")
        .elsewhere({"rho"})
        .key("eps", &RmsProp::eps, positive(), "Added to the denominator.")
        .elsewhere({"epsilon"})
        .key("momentum", &RmsProp::momentum, from_to_below(0, 1),
             "Share of the last velocity kept.")
        .key("centered", &RmsProp::centered, anything(), "Divide by the deviation instead.")
        .key("rule", &RmsProp::rule, one_of({"torch", "keras"}),
             "Whose RMSprop: Keras adds eps before the root, and its velocity keeps the rate.");

}  // namespace

Kind<OptimizerSettings> rmsprop() { return kind_of<OptimizerSettings>(rmsprop_spec); }

}  // namespace mlday

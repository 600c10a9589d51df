// Stochastic gradient descent with momentum (PyTorch's SGD): v = momentum * v + (1 - dampening) *
// g, the first v being g; p -= lr * v, or lr * (g + momentum * v) with nesterov.
#include "optim/fast/sgd.h"

namespace mlday {
namespace {

struct Sgd : OptimizerSettings {
  double momentum = 0, dampening = 0;
  bool nesterov = false, fused = true;

  Sgd() { lr = .01; }
  std::vector<Slot> slots() const override {
    return has_momentum() ? std::vector<Slot>{{"momentum_buffer"}} : std::vector<Slot>{};
  }
  bool has_momentum() const override { return momentum > 0; }

  void update(const ParameterUpdate& u) const override {
    auto parameter = u.parameter;
    if (!has_momentum()) {
      parameter.sub_(u.gradient, u.lr);
      return;
    }
    const double kept = u.momentum.value_or(momentum);
    auto& velocity = u.slots[0];
    if (u.step == 1)
      velocity.copy_(u.gradient);
    else
      velocity.mul_(kept).add_(u.gradient, 1 - dampening);
    parameter.sub_(nesterov ? u.gradient.add(velocity, kept) : velocity, u.lr);
  }

  bool fast_update(const ParameterUpdate& u) const override {
    return fused && fast::sgd(u, {u.momentum.value_or(momentum), dampening, nesterov});
  }
};

const auto spec =
    Spec<Sgd>("sgd", "Stochastic gradient descent, with or without momentum.")
        .inherits(optimizer_spec)
        .key("momentum", &Sgd::momentum, from_to_below(0, 1), "Share of the last velocity kept.")
        .key("dampening", &Sgd::dampening, between(0, 1), "The gradient counts 1 minus this.")
        .key("nesterov", &Sgd::nesterov, anything(), "Look ahead along the velocity (Nesterov).")
        .key("fused", &Sgd::fused, anything(), fast::sentence);

}  // namespace

Kind<OptimizerSettings> sgd() { return kind_of<OptimizerSettings>(spec); }

}  // namespace mlday

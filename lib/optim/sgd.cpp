// Stochastic gradient descent with momentum. PyTorch's: v = momentum * v + (1 - dampening) * g, the
// first v being g; p -= lr * v, or lr * (g + momentum * v) with nesterov. Keras' has the rate
// inside the velocity: v = momentum * v + lr * (1 - dampening) * g, from v = 0; p -= v, or lr * g +
// momentum * v.
#include "optim/fast/sgd.h"

namespace mlday {
namespace {

struct Sgd : OptimizerSettings {
  double momentum = 0, dampening = 0;
  bool nesterov = false, fused = true;
  std::string rule = "torch";

  Sgd() { lr = .01; }
  std::vector<Slot> slots() const override {
    return has_momentum() ? std::vector<Slot>{{"momentum_buffer"}} : std::vector<Slot>{};
  }
  bool has_momentum() const override { return momentum > 0; }

  void update(const ParameterUpdate& u) const override {
    auto parameter = u.parameter;
    const auto f = factors(u);
    if (!has_momentum()) {
      parameter.sub_(u.gradient, f.lr);
      return;
    }
    auto& velocity = u.slots[0];
    velocity.mul_(f.kept).add_(u.gradient, f.taken);
    const auto ahead = [&] {
      return u.gradient.mul(f.from_gradient).add_(velocity, f.from_velocity);
    };
    parameter.sub_(nesterov ? ahead() : velocity, f.lr);
  }

  bool fast_update(const ParameterUpdate& u) const override {
    return fused && fast::sgd(u, factors(u));
  }

 private:
  fast::SgdFactors factors(const ParameterUpdate& u) const {
    if (!has_momentum()) return {.lr = u.lr};
    const bool rate_in_velocity = rule == "keras";
    const bool begins = u.step == 1 && !rate_in_velocity;
    const double share = rate_in_velocity ? u.lr : 1;
    const double kept = u.momentum.value_or(momentum);
    return {.lr = rate_in_velocity ? 1 : u.lr,
            .kept = begins ? 0 : kept,
            .taken = begins ? 1 : (1 - dampening) * share,
            .from_gradient = nesterov ? share : 0,
            .from_velocity = nesterov ? kept : 1};
  }
};

const auto sgd_spec =
    Spec<Sgd>("sgd", "Stochastic gradient descent, with or without momentum.")
        .inherits(optimizer_spec)
        .key("momentum", &Sgd::momentum, from_to_below(0, 1), "Share of the last velocity kept.")
        .key("dampening", &Sgd::dampening, between(0, 1), "The gradient counts 1 minus this.")
        .key("nesterov", &Sgd::nesterov, anything(), "Look ahead along the velocity (Nesterov).")
        .key("rule", &Sgd::rule, one_of({"torch", "keras"}),
             "Whose momentum: Keras keeps the rate inside the velocity, where a change of the rate "
             "takes effect little by little.")
        .key("fused", &Sgd::fused, anything(), fast::sentence);

}  // namespace

Kind<OptimizerSettings> sgd() { return kind_of<OptimizerSettings>(sgd_spec); }

}  // namespace mlday

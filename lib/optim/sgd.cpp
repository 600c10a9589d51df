// Stochastic gradient descent with momentum (PyTorch's SGD): v = momentum * v + (1 - dampening) *
// g, the first v being g; p -= lr * v, or lr * (g + momentum * v) with nesterov.
#include "optim/optimizer.h"

namespace mlday {
namespace {

struct Sgd : OptimizerSettings {
  double lr = .01, momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false;

  double base_lr() const override { return lr; }
  std::vector<std::string> slots() const override {
    return momentum > 0 ? std::vector<std::string>{"momentum_buffer"} : std::vector<std::string>{};
  }

  void update(const ParameterUpdate& u) const override {
    auto parameter = u.parameter;
    auto gradient = weight_decay == 0 ? u.gradient : u.gradient.add(parameter, weight_decay);
    if (momentum > 0) {
      auto& velocity = u.slots[0];
      if (u.step == 1)
        velocity.copy_(gradient);
      else
        velocity.mul_(momentum).add_(gradient, 1 - dampening);
      gradient = nesterov ? gradient.add(velocity, momentum) : velocity;
    }
    parameter.sub_(gradient, u.lr);
  }
};

const auto spec =
    Spec<Sgd>("sgd", "Stochastic gradient descent, with or without momentum.")
        .key("lr", &Sgd::lr, positive(), "Learning rate before annealing.")
        .elsewhere({"learning_rate"})
        .key("momentum", &Sgd::momentum, from_to_below(0, 1), "Share of the last velocity kept.")
        .key("dampening", &Sgd::dampening, between(0, 1), "The gradient counts 1 minus this.")
        .key("nesterov", &Sgd::nesterov, anything(), "Look ahead along the velocity (Nesterov).")
        .key("weight_decay", &Sgd::weight_decay, at_least(0), "L2: added to the gradient.")
        .elsewhere({"l2", "decay"});

}  // namespace

Kind<OptimizerSettings> sgd() { return kind_of<OptimizerSettings>(spec); }

}  // namespace mlday

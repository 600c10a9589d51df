// Adagrad (Duchi, Hazan and Singer, 2011), by PyTorch's rule: eps is added after the root.
#include "optim/optimizer.h"

namespace mlday {
namespace {

struct Adagrad : OptimizerSettings {
  double lr_decay = 0, initial_accumulator_value = 0, eps = 1e-10;

  Adagrad() { lr = .01; }
  std::vector<Slot> slots() const override {
    return {{.name = "sum", .start = initial_accumulator_value}};
  }

  void update(const ParameterUpdate& u) const override {
    auto& sum = u.slots[0];
    sum.addcmul_(u.gradient, u.gradient);
    const double rate = u.lr / (1 + static_cast<double>(u.step - 1) * lr_decay);
    torch::Tensor(u.parameter).addcdiv_(u.gradient, sum.sqrt().add_(eps), -rate);
  }
};

const auto adagrad_spec =
    Spec<Adagrad>("adagrad", "Gradients over the root of all their squares (Duchi et al., 2011).")
        .inherits(optimizer_spec)
        .key("lr_decay", &Adagrad::lr_decay, at_least(0), "The rate falls as 1 / (1 + this * t).")
        .key("initial_accumulator_value", &Adagrad::initial_accumulator_value, at_least(0),
             "What the sum of squares begins with.")
        .key("eps", &Adagrad::eps, positive(), "Added to the denominator.")
        .elsewhere({"epsilon"});

}  // namespace

Kind<OptimizerSettings> adagrad() { return kind_of<OptimizerSettings>(adagrad_spec); }

}  // namespace mlday

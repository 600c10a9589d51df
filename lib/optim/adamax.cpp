// Adamax (Kingma and Ba, 2015, section 7), by PyTorch's rule: Adam with the largest gradient of
// late in place of the root of the squares' average.
#include <cmath>

#include "optim/adam.h"

namespace mlday {
namespace {

struct Adamax : AdamFamily {
  Adamax() { lr = 2e-3; }
  std::vector<Slot> slots() const override { return {{"exp_avg"}, {"exp_inf"}}; }

  void update(const ParameterUpdate& u) const override {
    const auto [beta1, beta2] = betas_of(u);
    auto &average = u.slots[0], &largest = u.slots[1];
    average.lerp_(u.gradient, 1 - beta1);
    torch::maximum_out(largest, largest.mul_(beta2), u.gradient.abs().add_(eps));
    const double correction = 1 - std::pow(beta1, static_cast<double>(u.step));
    torch::Tensor(u.parameter).addcdiv_(average, largest, -u.lr / correction);
  }
};

const auto adamax_spec =
    Spec<Adamax>("adamax", "Adam by the largest gradient of late (Kingma and Ba, 2015).")
        .inherits(adam_family_spec);

}  // namespace

Kind<OptimizerSettings> adamax() { return kind_of<OptimizerSettings>(adamax_spec); }

}  // namespace mlday

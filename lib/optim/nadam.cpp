// NAdam (Dozat, 2016): Adam with Nesterov's momentum, which warms up by momentum_decay.
#include <cmath>

#include "optim/adam.h"

namespace mlday {
namespace {

struct NAdam : AdamFamily {
  double momentum_decay = 4e-3;

  NAdam() { lr = 2e-3; }
  std::vector<Slot> slots() const override {
    auto all = AdamFamily::slots();
    all.push_back({.name = "mu_product", .start = 1, .is_scalar = true});
    return all;
  }

  void update(const ParameterUpdate& u) const override {
    const auto now = averages(u);
    const auto mu = [&](std::int64_t step) {
      return betas_of(u)[0] * (1 - .5 * std::pow(.96, static_cast<double>(step) * momentum_decay));
    };
    double& product = *u.slots[2].data_ptr<double>();
    product *= mu(u.step);
    const double next = mu(u.step + 1);
    const auto denominator = now.square.div(now.correction2).sqrt_().add_(eps);
    torch::Tensor(u.parameter)
        .addcdiv_(u.gradient, denominator, -u.lr * (1 - mu(u.step)) / (1 - product))
        .addcdiv_(now.average, denominator, -u.lr * next / (1 - product * next));
  }
};

const auto nadam_spec = Spec<NAdam>("nadam", "Adam with Nesterov's momentum (Dozat, 2016).")
                            .inherits(adam_family_spec)
                            .key("momentum_decay", &NAdam::momentum_decay, at_least(0),
                                 "How fast the momentum rises to its full size.");

}  // namespace

Kind<OptimizerSettings> nadam() { return kind_of<OptimizerSettings>(nadam_spec); }

}  // namespace mlday

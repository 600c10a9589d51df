// Adam (Kingma and Ba, 2015), by PyTorch's rule: eps is added after the bias correction.
#include "optim/fast/adam.h"

#include <cmath>

#include "optim/optimizer.h"

namespace mlday {
namespace {

struct Adam : OptimizerSettings {
  double lr = 1e-3, eps = 1e-8, weight_decay = 0;
  std::array<double, 2> betas{.9, .999};
  bool fused = true;

  double base_lr() const override { return lr; }
  std::vector<std::string> slots() const override { return {"exp_avg", "exp_avg_sq"}; }

  void update(const ParameterUpdate& u) const override {
    auto parameter = u.parameter;
    auto& average = u.slots[0];
    auto& square = u.slots[1];
    const auto gradient = weight_decay == 0 ? u.gradient : u.gradient.add(parameter, weight_decay);
    average.mul_(betas[0]).add_(gradient, 1 - betas[0]);
    square.mul_(betas[1]).addcmul_(gradient, gradient, 1 - betas[1]);
    const auto t = static_cast<double>(u.step);
    const double correction1 = 1 - std::pow(betas[0], t);
    const double correction2 = 1 - std::pow(betas[1], t);
    const auto denominator = square.sqrt().div_(std::sqrt(correction2)).add_(eps);
    parameter.addcdiv_(average, denominator, -u.lr / correction1);
  }

  bool fast_update(const ParameterUpdate& u) const override {
    return fused && fast::adam(u, {betas, eps, weight_decay});
  }
};

const auto spec =
    Spec<Adam>("adam", "Adam (Kingma and Ba, 2015).")
        .key("lr", &Adam::lr, positive(), "Learning rate before annealing.")
        .elsewhere({"learning_rate"})
        .key("betas", &Adam::betas, from_to_below(0, 1), "Decay of the two running averages.")
        .elsewhere({"beta_1", "beta_2", "beta1", "beta2"})
        .key("eps", &Adam::eps, positive(), "Added to the denominator.")
        .elsewhere({"epsilon"})
        .key("weight_decay", &Adam::weight_decay, at_least(0), "L2: added to the gradient.")
        .key("fused", &Adam::fused, anything(),
             "Update in one pass over memory where that is possible (float32 on the CPU).");

}  // namespace

Kind<OptimizerSettings> adam() { return kind_of<OptimizerSettings>(spec); }

}  // namespace mlday

// Adam (Kingma and Ba, 2015). PyTorch adds eps to the root of the corrected average of squares, as
// the paper's algorithm does; Keras to the root before its correction, as the paper's remark on
// efficiency does.
#include "optim/adam.h"

#include <cmath>

#include "optim/fast/adam.h"

namespace mlday {

AdamFamily::Averages AdamFamily::averages(const ParameterUpdate& u) const {
  const auto [beta1, beta2] = betas_of(u);
  const auto t = static_cast<double>(u.step);
  Averages result{u.slots[0], u.slots[1], 1 - std::pow(beta1, t), 1 - std::pow(beta2, t)};
  result.average.mul_(beta1).add_(u.gradient, 1 - beta1);
  result.square.mul_(beta2).addcmul_(u.gradient, u.gradient, 1 - beta2);
  return result;
}

double Adam::eps_at(std::int64_t step) const {
  if (rule == "torch") return eps;
  return eps / std::sqrt(1 - std::pow(betas[1], static_cast<double>(step)));
}

void Adam::update(const ParameterUpdate& u) const {
  const auto now = averages(u);
  const auto denominator = now.square.sqrt().div_(std::sqrt(now.correction2)).add_(eps_at(u.step));
  torch::Tensor(u.parameter).addcdiv_(now.average, denominator, -u.lr / now.correction1);
}

bool Adam::fast_update(const ParameterUpdate& u) const {
  return fused && fast::adam(u, {betas_of(u), eps_at(u.step), decouples_weight_decay()});
}

const Spec<AdamFamily>& adam_family_spec() {
  static const auto spec =
      Spec<AdamFamily>("adam family", "")
          .inherits(optimizer_spec)
          .key("betas", &AdamFamily::betas, from_to_below(0, 1), "Decay of the running averages.")
          .elsewhere({"beta_1", "beta_2", "beta1", "beta2", "momentum"})
          .key("eps", &AdamFamily::eps, positive(), "Added to the denominator.")
          .elsewhere({"epsilon"});
  return spec;
}

const Spec<Adam>& adam_spec() {
  static const auto spec = Spec<Adam>("adam", "Adam (Kingma and Ba, 2015).")
                               .inherits(adam_family_spec)
                               .key("rule", &Adam::rule, one_of({"torch", "keras"}),
                                    "Whose Adam: Keras adds eps before the bias correction, so "
                                    "that it counts more in the first steps.")
                               .key("fused", &Adam::fused, anything(), fast::sentence);
  return spec;
}

Kind<OptimizerSettings> adam() { return kind_of<OptimizerSettings>(adam_spec()); }

}  // namespace mlday

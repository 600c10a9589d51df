// What Adam and its relatives share: running averages of the gradient and of its square.
#pragma once

#include "optim/optimizer.h"

namespace mlday {

struct AdamFamily : OptimizerSettings {
  std::array<double, 2> betas{.9, .999};
  double eps = 1e-8;

  AdamFamily() { lr = 1e-3; }
  std::vector<Slot> slots() const override { return {{"exp_avg"}, {"exp_avg_sq"}}; }
  bool has_momentum() const override { return true; }

 protected:
  /// The averages after this gradient, and what each is divided by to have no bias towards 0.
  struct Averages {
    torch::Tensor average, square;
    double correction1 = 1, correction2 = 1;
  };
  Averages averages(const ParameterUpdate&) const;
  /// The betas for this update.
  std::array<double, 2> betas_of(const ParameterUpdate& update) const {
    return {update.momentum.value_or(betas[0]), betas[1]};
  }
};

struct Adam : AdamFamily {
  std::string rule = "torch";
  bool fused = true;

  void update(const ParameterUpdate&) const override;
  bool fast_update(const ParameterUpdate&) const override;

 private:
  /// What PyTorch's rule adds to the denominator at this step to do as `rule` does.
  double eps_at(std::int64_t step) const;
};

const Spec<AdamFamily>& adam_family_spec();
const Spec<Adam>& adam_spec();

}  // namespace mlday

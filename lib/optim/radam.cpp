// RAdam (Liu et al., 2020): momentum only until the second average is sure enough, then Adam with a
// factor for what is still unsure.
#include <cmath>

#include "optim/adam.h"

namespace mlday {
namespace {

struct RAdam : AdamFamily {
  void update(const ParameterUpdate& u) const override {
    const auto now = averages(u);
    const double rate = u.lr / now.correction1;
    // Length of the moving average that the exponential one stands for, in the end and now.
    const double in_the_end = 2 / (1 - betas[1]) - 1;
    const double length =
        in_the_end - 2 * static_cast<double>(u.step) * (1 - now.correction2) / now.correction2;
    auto parameter = u.parameter;
    constexpr double sure_enough = 5;
    if (length <= sure_enough) {
      parameter.sub_(now.average, rate);
      return;
    }
    const double rectified = std::sqrt((length - 4) * (length - 2) * in_the_end /
                                       ((in_the_end - 4) * (in_the_end - 2) * length));
    parameter.addcdiv_(now.average, now.square.sqrt().add_(eps),
                       -rate * rectified * std::sqrt(now.correction2));
  }
};

const auto radam_spec =
    Spec<RAdam>("radam", "Adam that trusts its second average only by and by (Liu et al., 2020).")
        .inherits(adam_family_spec);

}  // namespace

Kind<OptimizerSettings> radam() { return kind_of<OptimizerSettings>(radam_spec); }

}  // namespace mlday

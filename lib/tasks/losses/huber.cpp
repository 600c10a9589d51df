// Huber (1964), as PyTorch has it: error^2 / 2 below delta, delta * (|error| - delta / 2) above.
#include "tasks/losses/loss.h"

namespace mlday {
namespace {

struct Huber : RegressionLoss {
  double delta = 1;

  torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return torch::huber_loss(outputs, targets, at::Reduction::Mean, delta);
  }
};

const auto huber_spec =
    Spec<Huber>("huber", "Squares of small errors, large ones times delta (HuberLoss).")
        .also_called({"HuberLoss"})
        .key("delta", &Huber::delta, positive(),
             "Where it turns straight, in the units that are learned.")
        .elsewhere({"beta"})
        .short_form("delta");

}  // namespace

Kind<RegressionLoss> huber() { return kind_of<RegressionLoss>(huber_spec); }

}  // namespace mlday

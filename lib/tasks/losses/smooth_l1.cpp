// Girshick (2015), as PyTorch has it: error^2 / (2 beta) below beta, |error| - beta / 2 above.
#include "tasks/losses/loss.h"

namespace mlday {
namespace {

struct SmoothL1 : RegressionLoss {
  double beta = 1;

  torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return torch::smooth_l1_loss(outputs, targets, at::Reduction::Mean, beta);
  }
};

const auto smooth_l1_spec =
    Spec<SmoothL1>("smooth_l1", "Squares of small errors, large ones as they are (SmoothL1Loss).")
        .also_called({"SmoothL1Loss"})
        .key("beta", &SmoothL1::beta, positive(),
             "Where it turns straight, in the units that are learned.")
        .elsewhere({"delta"})
        .short_form("beta");

}  // namespace

Kind<RegressionLoss> smooth_l1() { return kind_of<RegressionLoss>(smooth_l1_spec); }

}  // namespace mlday

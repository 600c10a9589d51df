#include "tasks/losses/loss.h"

namespace mlday {
namespace {

struct MeanAbsoluteError : RegressionLoss {
  torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return torch::l1_loss(outputs, targets);
  }
};

const auto mae_spec = Spec<MeanAbsoluteError>("mae", "Mean of the absolute errors (L1Loss).")
                          .also_called({"L1Loss", "l1", "mean_absolute_error"});

}  // namespace

Kind<RegressionLoss> mae() { return kind_of<RegressionLoss>(mae_spec); }

}  // namespace mlday

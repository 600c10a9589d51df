#include "tasks/losses/loss.h"

namespace mlday {
namespace {

struct MeanSquaredError : RegressionLoss {
  torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return torch::mse_loss(outputs, targets);
  }
  fused::LossPtr fused() const override { return fused::mean_squared_error(); }
};

const auto mse_spec = Spec<MeanSquaredError>("mse", "Mean of the squared errors (MSELoss).")
                          .also_called({"MSELoss", "mean_squared_error"});

}  // namespace

Kind<RegressionLoss> mse() { return kind_of<RegressionLoss>(mse_spec); }

}  // namespace mlday

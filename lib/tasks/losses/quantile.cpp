// Quantile regression (Koenker and Bassett, 1978): the pinball loss, whose least mean lies at the
// quantile (scikit-learn's mean_pinball_loss).
#include "tasks/losses/loss.h"

namespace mlday {
namespace {

struct Quantile : RegressionLoss {
  double quantile = .5;

  torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    const auto below = targets - outputs;
    return torch::maximum(below * quantile, below * (quantile - 1)).mean();
  }
};

const auto quantile_spec =
    Spec<Quantile>("quantile",
                   "Learns a quantile: errors below the target count q times, above 1 - q times.")
        .also_called({"pinball", "PinballLoss"})
        .key("quantile", &Quantile::quantile, strictly_between(0, 1),
             "The share of targets that are to lie below the outputs.")
        .elsewhere({"alpha", "q"})
        .short_form("quantile");

}  // namespace

Kind<RegressionLoss> quantile() { return kind_of<RegressionLoss>(quantile_spec); }

}  // namespace mlday

// Counts (PyTorch's PoissonNLLLoss, scikit-learn's PoissonRegressor): the network's output is the
// logarithm of the mean.
#include "core/error.h"
#include "core/text.h"
#include "tasks/losses/loss.h"

namespace mlday {
namespace {

struct Poisson : RegressionLoss {
  torch::Tensor mean(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return (outputs.exp() - targets * outputs).mean();
  }
  torch::Tensor values(const torch::Tensor& outputs) const override { return outputs.exp(); }
  bool wants_unscaled_targets() const override { return true; }
  void check(const torch::Tensor& targets) const override {
    if (const double least = targets.min().item<double>(); least < 0)
      throw usage_error("a target is " + rounded(least, 6) +
                        ", but `loss: poisson` learns counts, which are 0 or more");
  }
};

const auto poisson_spec =
    Spec<Poisson>("poisson", "Counts: outputs are logarithms of the mean (PoissonNLLLoss).")
        .also_called({"PoissonNLLLoss"});

}  // namespace

Kind<RegressionLoss> poisson() { return kind_of<RegressionLoss>(poisson_spec); }

}  // namespace mlday

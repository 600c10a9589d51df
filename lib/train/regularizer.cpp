#include "train/regularizer.h"

#include <torch/utils.h>

namespace mlday {

const Spec<RegularizerSettings>& regularizer_spec() {
  static const auto spec =
      Spec<RegularizerSettings>("regularizer",
                                "What large weights cost: a part of what is minimized, in the "
                                "history as `penalty`. Biases and norms' factors are free.")
          .key("l1", &RegularizerSettings::l1, at_least(0),
               "The loss gets this / (2 * samples in the batch) * the sum of the weights' sizes.")
          .key("l2", &RegularizerSettings::l2, at_least(0),
               "The loss gets this / (2 * samples in the batch) * the sum of their squares.")
          .elsewhere({"lambda", "lambd"});
  return spec;
}

torch::Tensor regularize(const RegularizerSettings& settings,
                         const std::vector<torch::Tensor>& tensors, std::int64_t samples) {
  if (!settings.is_on() || tensors.empty()) return {};
  const torch::NoGradGuard no_grad;
  const double m = static_cast<double>(samples);
  auto sizes = torch::zeros({}, tensors.front().options().dtype(torch::kFloat64));
  auto squares = sizes.clone();
  for (const auto& tensor : tensors) {
    auto gradient = tensor.grad();
    if (tensor.dim() < 2 || !gradient.defined()) continue;
    if (settings.l1 > 0) {
      sizes += tensor.norm(1);
      gradient.add_(tensor.sign(), settings.l1 / (2 * m));
    }
    if (settings.l2 > 0) {
      squares += tensor.norm().to(torch::kFloat64).square();
      gradient.add_(tensor, settings.l2 / m);
    }
  }
  return (settings.l1 * sizes + settings.l2 * squares) / (2 * m);
}

}  // namespace mlday

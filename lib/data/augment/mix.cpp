// Samples of a batch mixed with each other: mixup (Zhang et al., 2018), cutmix (Yun et al., 2019).
#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "data/batches.h"
#include "data/pictures.h"

namespace mlday {
namespace {

/// Gamma(shape, 1) (Marsaglia & Tsang, 2000).
double draw_gamma(double shape, Rng& rng) {
  if (shape < 1) return draw_gamma(shape + 1, rng) * std::pow(1 - rng.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = rng.normal(), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - rng.uniform()) < x * x / 2 + d - d * v + d * std::log(v))
      return d * v;
  }
}

/// Beta(alpha, alpha).
double draw_beta(double alpha, Rng& rng) {
  const double a = draw_gamma(alpha, rng), b = draw_gamma(alpha, rng);
  return a + b > 0 ? a / (a + b) : .5;  // both may underflow where alpha is tiny
}

/// Pastes into `inputs` the rectangle of their partners that has 1 - share of the area, or what of
/// it lies inside; returns the share that is left.
double paste_rectangle(torch::Tensor& inputs, const torch::Tensor& partners, double share,
                       Rng& rng) {
  struct Span {
    std::int64_t start, length;
  };
  const double side = std::sqrt(1 - share);
  const auto span = [&](std::int64_t extent) {
    const auto length = static_cast<std::int64_t>(side * static_cast<double>(extent));
    const auto middle = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(extent)));
    const auto start = std::max<std::int64_t>(middle - length / 2, 0);
    return Span{start, std::min(middle - length / 2 + length, extent) - start};
  };
  const auto height = inputs.size(2), width = inputs.size(3);
  const auto y = span(height), x = span(width);
  const auto part = [&](const torch::Tensor& pictures) {
    return pictures.narrow(2, y.start, y.length).narrow(3, x.start, x.length);
  };
  part(inputs).copy_(part(partners));
  return 1 - static_cast<double>(y.length * x.length) / static_cast<double>(height * width);
}

}  // namespace

void mix_batch(Batch& batch, const AugmentSettings& settings, std::int64_t classes,
               std::uint64_t seed) {
  Rng rng(seed);
  const bool both = settings.mixup > 0 && settings.cutmix > 0;
  const bool pastes = both ? rng.uniform() < .5 : settings.cutmix > 0;
  const auto order = rng.permutation(batch.samples());
  const auto partner = torch::tensor(order, torch::kInt64);
  auto& pictures = batch.inputs[0].values;
  const auto partners = pictures.index_select(0, partner);
  double share = draw_beta(pastes ? settings.cutmix : settings.mixup, rng);
  if (pastes)
    share = paste_rectangle(pictures, partners, share, rng);
  else
    pictures.mul_(share).add_(partners, 1 - share);
  const auto certain = torch::one_hot(batch.targets.only(), classes).to(torch::kFloat32);
  batch.targets.only() = certain * share + certain.index_select(0, partner) * (1 - share);
}

}  // namespace mlday

// Cosine annealing (Loshchilov and Hutter, 2017; PyTorch's CosineAnnealingLR). After its end it
// holds the last rate, where PyTorch's rises again.
#include <cmath>
#include <numbers>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct Cosine : SpanSettings {
  double eta_min = 0;

  Curve lr_curve(const Span& span) const override {
    return [span, end = eta_min](double t) {
      return end + (span.base_lr - end) * (1 + std::cos(std::numbers::pi * span.share(t))) / 2;
    };
  }
};

const auto cosine_spec =
    Spec<Cosine>("cosine", "Half a cosine wave down, over the whole run by default.")
        .also_called({"CosineAnnealingLR", "CosineDecay", "cosine_annealing"})
        .key("eta_min", &Cosine::eta_min, at_least(0), "The rate at the end.")
        .elsewhere({"min_lr", "alpha"})
        .inherits(span_spec);

}  // namespace

Kind<AnnealerSettings> cosine() { return kind_of<AnnealerSettings>(cosine_spec); }

}  // namespace mlday

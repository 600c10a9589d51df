// Polynomial decay to 0 (PyTorch's PolynomialLR).
#include <cmath>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct Polynomial : SpanSettings {
  double power = 1;

  Curve lr_curve(const Span& span) const override {
    return [span, exponent = power](double t) {
      return span.base_lr * std::pow(1 - span.share(t), exponent);
    };
  }
};

const auto polynomial_spec =
    Spec<Polynomial>("polynomial", "A power of the time that is left, down to 0.")
        .also_called({"PolynomialLR", "PolynomialDecay"})
        .key("power", &Polynomial::power, positive(), "1 is a straight line.")
        .inherits(span_spec);

}  // namespace

Kind<AnnealerSettings> polynomial() { return kind_of<AnnealerSettings>(polynomial_spec); }

}  // namespace mlday

// Exponential decay (PyTorch's ExponentialLR).
#include <cmath>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct Exponential : ScheduleSettings {
  double gamma = 0;

  Exponential() { per = "epoch"; }
  Curve lr_curve(const Span& span) const override {
    return [base = span.base_lr, factor = gamma](double t) { return base * std::pow(factor, t); };
  }
};

const auto exponential_spec =
    Spec<Exponential>("exponential", "Multiplies the rate by a factor every epoch or step.")
        .also_called({"ExponentialLR", "ExponentialDecay"})
        .required("gamma", &Exponential::gamma, positive(), "The rate is multiplied by this.")
        .elsewhere({"factor", "decay_rate"})
        .inherits(schedule_spec);

}  // namespace

Kind<AnnealerSettings> exponential() { return kind_of<AnnealerSettings>(exponential_spec); }

}  // namespace mlday

// Inverse time decay: lr / (1 + decay * t), what Keras' optimizers call `decay`.
#include "anneal/schedule.h"

namespace mlday {
namespace {

struct InverseTime : ScheduleSettings {
  double decay = 0;

  Curve lr_curve(const Span& span) const override {
    return [base = span.base_lr, d = decay](double t) { return base / (1 + d * t); };
  }
};

const auto inverse_time_spec = Spec<InverseTime>("inverse_time", "The rate over 1 + decay * t.")
                                   .also_called({"InverseTimeDecay"})
                                   .required("decay", &InverseTime::decay, positive(),
                                             "At t = 1 / decay the rate is half of what it was.")
                                   .elsewhere({"decay_rate", "gamma"})
                                   .inherits(schedule_spec);

}  // namespace

Kind<AnnealerSettings> inverse_time() { return kind_of<AnnealerSettings>(inverse_time_spec); }

}  // namespace mlday

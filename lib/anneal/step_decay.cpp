// Step decay (PyTorch's StepLR): the rate falls by a factor again and again.
#include <cmath>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct StepDecay : ScheduleSettings {
  std::int64_t step_size = 0;
  double gamma = .1;

  StepDecay() { per = "epoch"; }
  std::optional<Milestone> last_milestone() const override {
    return Milestone{
        {static_cast<double>(step_size), per == "epoch"}, "step_size", "first cuts after"};
  }
  Curve lr_curve(const Span& span) const override {
    return [base = span.base_lr, size = static_cast<double>(step_size), factor = gamma](double t) {
      return base * std::pow(factor, std::floor(t / size));
    };
  }
};

const auto step_decay_spec =
    Spec<StepDecay>("step", "Multiplies the rate by a factor at regular intervals.")
        .also_called({"StepLR"})
        .required("step_size", &StepDecay::step_size, at_least(1),
                  "Epochs (or steps, see `per`) from one cut to the next.")
        .elsewhere({"drop_every", "decay_steps"})
        .key("gamma", &StepDecay::gamma, positive(), "The rate is multiplied by this.")
        .elsewhere({"factor", "decay_rate"})
        .inherits(schedule_spec);

}  // namespace

Kind<AnnealerSettings> step_decay() { return kind_of<AnnealerSettings>(step_decay_spec); }

}  // namespace mlday

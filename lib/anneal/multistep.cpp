// Step decay at given times (PyTorch's MultiStepLR).
#include <algorithm>
#include <cmath>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct Multistep : ScheduleSettings {
  std::vector<std::int64_t> milestones;
  double gamma = .1;

  Multistep() { per = "epoch"; }
  std::optional<Milestone> last_milestone() const override {
    if (milestones.empty()) return std::nullopt;
    const auto last = *std::max_element(milestones.begin(), milestones.end());
    return Milestone{{static_cast<double>(last), per == "epoch"}, "milestones", "has"};
  }
  Curve lr_curve(const Span& span) const override {
    return [base = span.base_lr, times = milestones, factor = gamma](double t) {
      const auto passed = std::count_if(times.begin(), times.end(), [&](std::int64_t milestone) {
        return static_cast<double>(milestone) <= t;
      });
      return base * std::pow(factor, static_cast<double>(passed));
    };
  }
};

const auto multistep_spec =
    Spec<Multistep>("multistep", "Multiplies the rate by a factor at given times.")
        .also_called({"MultiStepLR", "PiecewiseConstantDecay"})
        .required("milestones", &Multistep::milestones, at_least(1),
                  "After how many epochs (or steps, see `per`) the rate is cut.")
        .elsewhere({"boundaries"})
        .key("gamma", &Multistep::gamma, positive(), "The rate is multiplied by this.")
        .elsewhere({"factor"})
        .inherits(schedule_spec);

}  // namespace

Kind<AnnealerSettings> multistep() { return kind_of<AnnealerSettings>(multistep_spec); }

}  // namespace mlday

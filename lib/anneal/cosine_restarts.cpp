// Cosine annealing with warm restarts (SGDR: Loshchilov and Hutter, 2017; PyTorch's
// CosineAnnealingWarmRestarts).
#include <cmath>
#include <numbers>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct CosineRestarts : ScheduleSettings {
  Duration restart_after;
  std::int64_t period_factor = 1;
  double eta_min = 0;

  std::optional<Milestone> last_milestone() const override {
    return Milestone{restart_after, "restart_after", "first restarts after"};
  }
  Curve lr_curve(const Span& span) const override {
    return [span, factor = static_cast<double>(period_factor), end = eta_min](double t) {
      double period = span.length;
      if (factor == 1) t = std::fmod(t, period);
      for (; t >= period; period *= factor) t -= period;
      return end + (span.base_lr - end) * (1 + std::cos(std::numbers::pi * t / period)) / 2;
    };
  }

 protected:
  std::optional<Duration> duration() const override { return restart_after; }
};

const auto cosine_restarts_spec =
    Spec<CosineRestarts>("cosine_restarts", "Half cosine waves down, each from the top again.")
        .also_called({"CosineAnnealingWarmRestarts", "CosineDecayRestarts", "SGDR"})
        .required("restart_after", &CosineRestarts::restart_after, positive(),
                  "Length of the first wave.")
        .elsewhere({"T_0", "first_decay_steps"})
        .key("period_factor", &CosineRestarts::period_factor, at_least(1),
             "Each wave is so many times as long as the one before it.")
        .elsewhere({"T_mult", "t_mul"})
        .key("eta_min", &CosineRestarts::eta_min, at_least(0), "The rate at the end of a wave.")
        .elsewhere({"min_lr"})
        .inherits(schedule_spec);

}  // namespace

Kind<AnnealerSettings> cosine_restarts() { return kind_of<AnnealerSettings>(cosine_restarts_spec); }

}  // namespace mlday

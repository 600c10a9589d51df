#include "anneal/schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

class ScheduledRate : public Annealer {
 public:
  ScheduledRate(Curve lr, Curve momentum, std::int64_t steps_per_unit, std::optional<double> length)
      : lr_(std::move(lr)),
        momentum_(std::move(momentum)),
        steps_per_unit_(steps_per_unit),
        length_(length) {}

  double lr(std::int64_t step) const override { return lr_(time(step)); }

  std::optional<double> momentum(std::int64_t step) const override {
    return momentum_ ? std::optional(momentum_(time(step))) : std::nullopt;
  }

  nlohmann::ordered_json state() const override {
    if (!length_) return Annealer::state();
    return {{"length", *length_}};
  }

  void restore(const nlohmann::ordered_json& json) override {
    if (!length_) return;
    const double before = json.at("length");
    if (before != *length_)
      throw usage_error("the annealer was begun for a run of another length (" + rounded(before) +
                        " steps or epochs, now " + rounded(*length_) +
                        "): go on with as many epochs as before, or begin a new run; with "
                        "annealer.over the rate would not depend on training.epochs");
  }

 private:
  double time(std::int64_t step) const { return static_cast<double>(step / steps_per_unit_); }

  Curve lr_, momentum_;
  std::int64_t steps_per_unit_;
  std::optional<double> length_;  ///< where it is the run's
};

}  // namespace

std::unique_ptr<Annealer> ScheduleSettings::make(const AnnealerContext& context) const {
  const auto steps_per_unit = per == "epoch" ? context.steps_per_epoch : 1;
  const auto took = duration();
  const auto steps = took ? took->steps(context.steps_per_epoch) : context.steps;
  const Span span{context.base_lr, static_cast<double>(std::max<std::int64_t>(steps, 1)) /
                                       static_cast<double>(steps_per_unit)};
  return std::make_unique<ScheduledRate>(
      lr_curve(span), momentum_curve(span), steps_per_unit,
      fills_the_run() ? std::optional(span.length) : std::nullopt);
}

const Spec<ScheduleSettings>& schedule_spec() {
  static const auto spec =
      Spec<ScheduleSettings>("schedule", "")
          .key("per", &ScheduleSettings::per, one_of({"step", "epoch"}),
               "What time is counted in: the rate changes with every step, or every epoch.")
          .elsewhere({"interval"})
          .inherits(annealer_spec);
  return spec;
}

const Spec<SpanSettings>& span_spec() {
  static const auto spec = Spec<SpanSettings>("span", "")
                               .key("over", &SpanSettings::over, positive(),
                                    "How long it takes, such as `20 epochs`; null takes the run.")
                               .elsewhere({"T_max", "total_iters", "total_steps", "decay_steps"})
                               .inherits(schedule_spec);
  return spec;
}

}  // namespace mlday

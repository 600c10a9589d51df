// A warmup before any annealer: a straight line up to its first rate (Goyal et al., 2017).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "anneal/annealer.h"

namespace mlday {
namespace {

class WarmedUp : public Annealer {
 public:
  WarmedUp(std::unique_ptr<Annealer> annealer, std::int64_t steps, double start_factor)
      : annealer_(std::move(annealer)), steps_(steps), start_factor_(start_factor) {}

  double lr(std::int64_t step) const override {
    if (step >= steps_) return annealer_->lr(step - steps_);
    const double share = static_cast<double>(step) / static_cast<double>(steps_);
    return annealer_->lr(0) * (start_factor_ + (1 - start_factor_) * share);
  }
  std::optional<double> momentum(std::int64_t step) const override {
    return annealer_->momentum(std::max<std::int64_t>(step - steps_, 0));
  }
  std::optional<std::string> epoch_ended(std::int64_t steps, const Metrics& metrics) override {
    if (steps <= steps_) return std::nullopt;
    return annealer_->epoch_ended(steps - steps_, metrics);
  }
  nlohmann::ordered_json state() const override { return annealer_->state(); }
  void restore(const nlohmann::ordered_json& json) override { annealer_->restore(json); }

 private:
  std::unique_ptr<Annealer> annealer_;
  std::int64_t steps_;
  double start_factor_;
};

}  // namespace

const Spec<WarmupSettings>& warmup_spec() {
  static const auto spec =
      Spec<WarmupSettings>("warmup", "A rise, step by step, to the annealer's first rate.")
          .required("over", &WarmupSettings::over, at_least(0),
                    "How long it takes; only then the annealer's own time begins. 0 switches it "
                    "off.")
          .elsewhere({"steps", "epochs", "total_iters", "warmup_steps"})
          .key("start_factor", &WarmupSettings::start_factor, between(0, 1),
               "Share of that rate to begin with.")
          .short_form("over");
  return spec;
}

std::unique_ptr<Annealer> make_annealer(const AnnealerSettings& settings,
                                        const AnnealerContext& context) {
  const auto steps = settings.warmup ? settings.warmup->over.steps(context.steps_per_epoch) : 0;
  if (steps == 0) return settings.make(context);
  auto after = context;
  after.steps = std::max<std::int64_t>(context.steps - steps, 0);
  return std::make_unique<WarmedUp>(settings.make(after), steps, settings.warmup->start_factor);
}

}  // namespace mlday

// Reduce on plateau: cuts the rate when the monitored metric no longer improves. `rule: keras` is
// Keras' ReduceLROnPlateau, but that a NaN never becomes the best; `rule: torch` is PyTorch's.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "anneal/annealer.h"
#include "core/text.h"

namespace mlday {
namespace {

struct Plateau : AnnealerSettings {
  std::string monitor = "val_loss", mode = "auto", rule = "keras";
  double factor = .1, min_delta = 1e-4, min_lr = 0;
  std::int64_t patience = 10, cooldown = 0;

  std::unique_ptr<Annealer> make(const AnnealerContext& context) const override;
  std::vector<std::string> monitored() const override { return {monitor}; }
};

class PlateauRate : public Annealer {
 public:
  PlateauRate(const Plateau& settings, const AnnealerContext& context)
      : settings_(settings), lr_(context.base_lr) {
    if (settings.mode == "auto")
      better_ = context.better(settings.monitor);
    else
      better_ = settings.mode == "max" ? Direction::up : Direction::down;
  }

  double lr(std::int64_t) const override { return lr_; }

  std::optional<std::string> epoch_ended(std::int64_t, const Metrics& metrics) override {
    const auto value = metrics.find(settings_.monitor);
    if (!value) return std::nullopt;  // an epoch without validation
    const double before = lr_;
    settings_.rule == "keras" ? keras_rule(*value) : torch_rule(*value);
    if (lr_ == before) return std::nullopt;
    return settings_.monitor + " has not improved" +
           (waited_ > 1 ? " " + counted(waited_, "time") + " in a row" : "") + ": learning rate " +
           rounded(before) + " -> " + rounded(lr_);
  }

  nlohmann::ordered_json state() const override {
    nlohmann::ordered_json json{{"lr", lr_}, {"wait", wait_}, {"cooldown", cooldown_}};
    if (best_) json["best"] = exact(*best_);  // as text: JSON has no infinity
    return json;
  }

  void restore(const nlohmann::ordered_json& json) override {
    lr_ = json.at("lr");
    wait_ = json.at("wait");
    cooldown_ = json.at("cooldown");
    if (json.contains("best")) best_ = to_double(json["best"].get<std::string>());
  }

 private:
  void keras_rule(double value) {
    if (cooldown_ > 0) {
      --cooldown_;
      wait_ = 0;
    }
    if (improves(value, best_, better_, settings_.min_delta)) {
      best_ = value;
      wait_ = 0;
    } else if (cooldown_ == 0 && ++wait_ >= settings_.patience && lr_ > settings_.min_lr) {
      cut();
    }
  }

  void torch_rule(double value) {
    // PyTorch's threshold is a share of the best value so far.
    const double margin = best_ ? settings_.min_delta * *best_ : 0;
    if (improves(value, best_, better_, margin)) {
      best_ = value;
      wait_ = 0;
    } else {
      ++wait_;
    }
    if (cooldown_ > 0) {
      --cooldown_;
      wait_ = 0;
    }
    constexpr double smallest_change = 1e-8;
    if (wait_ > settings_.patience) {
      const double before = lr_;
      cut();
      if (before - lr_ <= smallest_change) lr_ = before;
    }
  }

  void cut() {
    waited_ = wait_;
    lr_ = std::max(lr_ * settings_.factor, settings_.min_lr);
    cooldown_ = settings_.cooldown;
    wait_ = 0;
  }

  Plateau settings_;
  double lr_;
  Direction better_ = Direction::down;
  std::optional<double> best_;
  std::int64_t wait_ = 0, cooldown_ = 0, waited_ = 0;
};

std::unique_ptr<Annealer> Plateau::make(const AnnealerContext& context) const {
  return std::make_unique<PlateauRate>(*this, context);
}

const auto plateau_spec =
    Spec<Plateau>("plateau", "Cuts the rate when a metric no longer improves (Keras' rule).")
        .also_called({"ReduceLROnPlateau"})
        .key("monitor", &Plateau::monitor, anything(), "The metric to watch.")
        .key("factor", &Plateau::factor, strictly_between(0, 1), "The rate is multiplied by this.")
        .key("patience", &Plateau::patience, at_least(0),
             "Epochs (with validate_every: validations) without improvement until the cut; by the "
             "torch rule, one more.")
        .key("mode", &Plateau::mode, one_of({"auto", "min", "max"}),
             "Which way is better; auto asks the metric.")
        .key("min_delta", &Plateau::min_delta, at_least(0),
             "A smaller change is no improvement: absolute (keras), relative to the best (torch).")
        .elsewhere({"threshold", "epsilon"})
        .key("cooldown", &Plateau::cooldown, at_least(0), "Epochs after a cut that do not count.")
        .key("min_lr", &Plateau::min_lr, at_least(0), "The rate is never cut below this.")
        .key("rule", &Plateau::rule, one_of({"keras", "torch"}),
             "Whose ReduceLROnPlateau decides; they differ by an epoch and in min_delta.")
        .inherits(annealer_spec);

}  // namespace

Kind<AnnealerSettings> plateau() { return kind_of<AnnealerSettings>(plateau_spec); }

}  // namespace mlday

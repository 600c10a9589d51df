#include "train/early_stopping.h"

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace mlday {

const Spec<EarlyStoppingSettings>& early_stopping_spec() {
  using Settings = EarlyStoppingSettings;
  static const auto spec =
      Spec<Settings>("early_stopping", "Stops when a metric no longer improves (Keras' rules).")
          .key("monitor", &Settings::monitor, anything(), "The metric to watch.")
          .key("patience", &Settings::patience, at_least(0),
               "Epochs (with validate_every: validations) without improvement until training "
               "stops; 0 and 1 mean the same.")
          .key("min_delta", &Settings::min_delta, at_least(0),
               "A smaller change is no improvement (absolute).")
          .key("mode", &Settings::mode, one_of({"auto", "min", "max"}),
               "Which way is better; auto asks the metric.")
          .key("baseline", &Settings::baseline, anything(),
               "Waiting goes on until this value is beaten too.")
          .key("start_from_epoch", &Settings::start_from_epoch, at_least(0),
               "The first so many epochs do not count.")
          .elsewhere({"start_epoch"})
          .key("restore_best", &Settings::restore_best, anything(),
               "End with the best epoch's weights instead of the last's.")
          .elsewhere({"restore_best_weights"});
  return spec;
}

EarlyStopper::EarlyStopper(const EarlyStoppingSettings& settings, Direction better)
    : settings_(settings), better_(better) {
  if (settings.mode != "auto") better_ = settings.mode == "max" ? Direction::up : Direction::down;
}

EarlyStopper::Verdict EarlyStopper::epoch_ended(std::int64_t epoch, const Metrics& metrics) {
  const auto value = metrics.find(settings_.monitor);
  if (!value || epoch <= settings_.start_from_epoch) return {};
  const bool first = best_epoch_ == 0;
  if (first) best_epoch_ = epoch;
  ++wait_;
  if (improves(*value, best_, better_, settings_.min_delta)) {
    best_ = *value;
    best_epoch_ = epoch;
    if (!settings_.baseline || improves(*value, settings_.baseline, better_, settings_.min_delta))
      wait_ = 0;
    return {.is_best = true};
  }
  return {.is_best = first, .stop = wait_ >= settings_.patience && epoch > 1};
}

std::optional<Stop> EarlyStopper::epoch_ended(const Progress& progress, const Metrics& metrics) {
  if (!epoch_ended(progress.epoch, metrics).stop) return std::nullopt;
  const bool missed_baseline =
      settings_.baseline && progress.epoch - best_epoch_ < settings_.patience;
  return Stop{.reason = "early stopping after epoch " + std::to_string(progress.epoch) + ": " +
                        settings_.monitor + " was best in epoch " + std::to_string(best_epoch_) +
                        (missed_baseline ? ", but no better than the baseline of " +
                                               rounded(*settings_.baseline, 6)
                                         : ""),
              .kind = "early_stopping",
              .for_good = true};
}

nlohmann::ordered_json EarlyStopper::state() const {
  nlohmann::ordered_json json{{"wait", wait_}, {"best_epoch", best_epoch_}};
  if (best_) json["best"] = exact(*best_);  // as text: JSON has no infinity
  return json;
}

void EarlyStopper::restore(const nlohmann::ordered_json& state) {
  wait_ = state.at("wait");
  best_epoch_ = state.at("best_epoch");
  if (state.contains("best")) best_ = to_double(state["best"].get<std::string>());
}

}  // namespace mlday

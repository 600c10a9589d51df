// Early stopping by Keras' rules.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "config/spec.h"
#include "core/metrics.h"
#include "train/stopper.h"

namespace mlday {

struct EarlyStoppingSettings {
  std::string monitor = "val_loss", mode = "auto";
  double min_delta = 0;
  std::int64_t patience = 0, start_from_epoch = 0;
  std::optional<double> baseline;
  bool restore_best = false;
};

const Spec<EarlyStoppingSettings>& early_stopping_spec();

class EarlyStopper : public Stopper {
 public:
  /// `better` is the monitored metric's own direction, for mode `auto`.
  EarlyStopper(const EarlyStoppingSettings& settings, Direction better);

  struct Verdict {
    bool is_best = false;  ///< these weights are to be remembered, if any are
    bool stop = false;
  };
  std::optional<Stop> epoch_ended(const Progress& progress, const Metrics& metrics) override;
  /// Told the metrics of epoch `epoch` (from 1). An epoch without the metric counts for nothing.
  Verdict epoch_ended(std::int64_t epoch, const Metrics& metrics);

  const EarlyStoppingSettings& settings() const { return settings_; }
  std::int64_t best_epoch() const { return best_epoch_; }
  nlohmann::ordered_json state() const;
  void restore(const nlohmann::ordered_json& state);

 private:
  EarlyStoppingSettings settings_;
  Direction better_;
  std::optional<double> best_;
  std::int64_t wait_ = 0, best_epoch_ = 0;
};

}  // namespace mlday

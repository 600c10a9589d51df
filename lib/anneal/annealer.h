// Annealers: how the learning rate changes while training goes on.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "config/roster.h"
#include "core/metrics.h"

namespace mlday {

class Annealer {
 public:
  virtual ~Annealer() = default;

  /// The learning rate for update number `step` (from 0 over the whole run).
  virtual double lr(std::int64_t step) const = 0;
  /// Told each epoch's metrics at its end; returns what to tell the user if the rate changed.
  virtual std::optional<std::string> epoch_ended(const Metrics&) { return std::nullopt; }
  /// What a resumed run must know; restoring it gives the same rates from there on.
  virtual nlohmann::ordered_json state() const;
  virtual void restore(const nlohmann::ordered_json&) {}
};

/// Figures an annealer may need beyond its own settings.
struct AnnealerContext {
  double base_lr = 0;
  Direction monitor_better = Direction::down;  ///< of the monitored metric, for mode `auto`
};

/// An annealer's settings, as the config chose them.
struct AnnealerSettings {
  virtual ~AnnealerSettings() = default;
  virtual std::unique_ptr<Annealer> make(const AnnealerContext&) const = 0;
  /// The metric that decides, such as "val_loss"; none for a schedule.
  virtual std::optional<std::string> monitored() const { return std::nullopt; }
};

Kind<AnnealerSettings> constant();
Kind<AnnealerSettings> plateau();

const Roster<AnnealerSettings>& annealers();

}  // namespace mlday

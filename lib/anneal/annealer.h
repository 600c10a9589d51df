// Annealers: how the learning rate changes while training goes on.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "anneal/duration.h"
#include "config/roster.h"
#include "core/metrics.h"

namespace mlday {

/// Steps are updates, counted from 0 at the annealer's beginning.
class Annealer {
 public:
  virtual ~Annealer() = default;

  /// The learning rate for update number `step`.
  virtual double lr(std::int64_t step) const = 0;
  /// The momentum for it (Adam's first beta), where the annealer cycles that too.
  virtual std::optional<double> momentum(std::int64_t) const { return std::nullopt; }
  /// Told each epoch's metrics at its end, after `steps` updates; returns what to tell the user if
  /// the rate changed.
  virtual std::optional<std::string> epoch_ended(std::int64_t, const Metrics&) {
    return std::nullopt;
  }
  /// What a resumed run must know; restoring it gives the same rates from there on. An Error where
  /// the run has changed so that it cannot.
  virtual nlohmann::ordered_json state() const;
  virtual void restore(const nlohmann::ordered_json&) {}
};

/// Figures an annealer may need beyond its own settings.
struct AnnealerContext {
  double base_lr = 0;
  /// Which way a monitored metric is better, for mode `auto`.
  std::function<Direction(const std::string& metric)> better;
  std::int64_t steps_per_epoch = 1;
  std::int64_t steps = 1;  ///< from the annealer's beginning to the end of the run, or to its own
};

/// Before the annealer's own time begins, a rise to its first rate.
struct WarmupSettings {
  Duration over;
  double start_factor = 0;
};

const Spec<WarmupSettings>& warmup_spec();

/// A time at which something changes, and how the config says so.
struct Milestone {
  Duration time;
  const char* key;   ///< "milestones"
  const char* verb;  ///< "has"
};

/// An annealer's settings, as the config chose them.
struct AnnealerSettings {
  std::optional<WarmupSettings> warmup;

  virtual ~AnnealerSettings() = default;
  /// The annealer without its warmup.
  virtual std::unique_ptr<Annealer> make(const AnnealerContext&) const = 0;
  /// The metrics that decide, such as "val_loss"; none for a schedule.
  virtual std::vector<std::string> monitored() const { return {}; }
  virtual bool cycles_momentum() const { return false; }
  /// The latest of the times at which the config says that something changes; of cuts at regular
  /// intervals, the first.
  virtual std::optional<Milestone> last_milestone() const { return std::nullopt; }
  /// What is wrong with settings that are right one by one.
  virtual std::optional<std::string> contradiction() const { return std::nullopt; }
};

/// The keys of AnnealerSettings.
const Spec<AnnealerSettings>& annealer_spec();

/// The annealer, after its warmup if it has one.
std::unique_ptr<Annealer> make_annealer(const AnnealerSettings&, const AnnealerContext&);

const Roster<AnnealerSettings>& annealers();

}  // namespace mlday

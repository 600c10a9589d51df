// What annealers share whose rate is a function of time alone.
#pragma once

#include "anneal/annealer.h"

namespace mlday {

/// A figure by time: `t` counts steps or whole epochs from 0, as `per` says.
using Curve = std::function<double(double t)>;

/// What a curve is drawn from.
struct Span {
  double base_lr = 0;
  double length = 0;  ///< in t's unit: `over`, else what is left of the run

  /// How much of it is over, from 0 to 1.
  double share(double t) const { return t < length ? t / length : 1; }
};

struct ScheduleSettings : AnnealerSettings {
  std::string per = "step";

  std::unique_ptr<Annealer> make(const AnnealerContext&) const final;
  virtual Curve lr_curve(const Span&) const = 0;
  /// Empty unless it cycles the momentum too.
  virtual Curve momentum_curve(const Span&) const { return nullptr; }
  bool cycles_momentum() const override { return momentum_curve({0, 1}) != nullptr; }

 protected:
  /// How long it takes; none where it never ends.
  virtual std::optional<Duration> duration() const { return std::nullopt; }
  /// Whether it takes what is left of the run, so that the run's length must not change.
  virtual bool fills_the_run() const { return false; }
};

/// A schedule that comes to an end and holds its last rate.
struct SpanSettings : ScheduleSettings {
  std::optional<Duration> over;

 protected:
  std::optional<Duration> duration() const override { return over; }
  bool fills_the_run() const override { return !over; }
};

/// The keys of these.
const Spec<ScheduleSettings>& schedule_spec();
const Spec<SpanSettings>& span_spec();

}  // namespace mlday

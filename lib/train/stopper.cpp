#include "train/stopper.h"

#include "core/text.h"

namespace mlday {

std::optional<Stop> Stoppers::spent(const Progress& progress) const {
  for (const auto* stopper : list_)
    if (auto stop = stopper->spent(progress)) return stop;
  return std::nullopt;
}

std::optional<Stop> Stoppers::epoch_ended(const Progress& progress, const Metrics& metrics) {
  std::optional<Stop> first;
  for (auto* stopper : list_)
    if (auto stop = stopper->epoch_ended(progress, metrics); stop && !first)
      first = std::move(stop);
  return first;
}

std::optional<Stop> LimitStopper::spent(const Progress& progress) const {
  const bool is_spent =
      limit_.steps > 0 ? progress.step >= limit_.steps : progress.seconds >= limit_.seconds;
  if (!is_spent) return std::nullopt;
  return Stop{.reason = "stop_after " + limit_.text() + ", after " +
                        counted(progress.step, "step") + " in " + counted(progress.epoch, "epoch"),
              .kind = ""};
}

std::optional<Stop> RestStopper::spent(const Progress&) const {
  if (const auto reason = learner_.ended())
    return Stop{.reason = *reason, .kind = "", .for_good = true};
  return std::nullopt;
}

}  // namespace mlday

// What an annealer would do after the last update, it never does: a rate that is to rise and fall
// may only rise.
#include "anneal/schedule.h"
#include "core/text.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

std::string updates(std::int64_t count) { return counted(count, "update"); }

}  // namespace

void check_annealer_cut_short(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  const auto& annealer = *experiment.annealer;
  const auto& limit = experiment.training.stop_after;
  const auto per_epoch = updates_per_epoch(experiment, config.training_samples);
  const auto run = per_epoch * experiment.training.epochs;
  const auto end = limit && limit->steps > 0 ? std::min(limit->steps, run) : run;
  const auto ends = ", but training ends after " + updates(end);
  const auto begin = annealer.warmup ? annealer.warmup->over.steps(per_epoch) : 0;
  if (begin >= end) {
    warn(config, problems, "annealer-cut-short", "annealer.warmup",
         "`annealer.warmup` takes " + updates(begin) + ends + ": the annealer itself never begins",
         "take a shorter warmup, or more epochs");
    return;
  }
  const auto* span = dynamic_cast<const SpanSettings*>(&annealer);
  if (!span) return;
  const auto length = span->over ? span->over->steps(per_epoch) : run - begin;
  if (begin + length <= end) return;
  warn(config, problems, "annealer-cut-short", span->over ? "annealer.over" : "training.stop_after",
       "the annealer is laid out over " + updates(length) +
           (begin > 0 ? " after a warmup of " + std::to_string(begin) : "") + ends +
           ": it never comes to its end",
       span->over
           ? "take a smaller `over`, or more epochs"
           : "say how long it is to take: `over: " + std::to_string(end - begin) + " steps`");
}

}  // namespace mlday

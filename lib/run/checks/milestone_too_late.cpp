// What an annealer does after the last epoch, it never does. Of times in epochs only: how many
// steps an epoch has, the data says.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

void check_milestone_too_late(const ResolvedConfig& config, Problems& problems) {
  const auto& annealer = *config.experiment.annealer;
  const auto last = annealer.last_milestone();
  const auto epochs = config.experiment.training.epochs;
  if (!last || !last->time.in_epochs) return;
  const bool warms_up = annealer.warmup && annealer.warmup->over.in_epochs;
  const double begins = warms_up ? annealer.warmup->over.count : 0;
  if (begins + last->time.count < static_cast<double>(epochs)) return;
  const auto path = "annealer." + std::string(last->key);
  warn(config, problems, "milestone-too-late", path,
       "`" + path + "` " + last->verb + " epoch " + exact(last->time.count) +
           (warms_up ? " after a warmup of " + exact(begins) : "") +
           ", but training ends with epoch " + std::to_string(epochs),
       "take a smaller number, or more epochs");
}

}  // namespace mlday

// What an annealer does after the last epoch, it never does.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

void check_milestone_too_late(const ResolvedConfig& config, Problems& problems) {
  const auto last = config.experiment.annealer->last_milestone();
  const auto epochs = config.experiment.training.epochs;
  if (!last || !last->in_epochs || last->count < static_cast<double>(epochs)) return;
  warn(config, problems, "milestone-too-late", "annealer.milestones",
       "`annealer.milestones` has epoch " + exact(last->count) + ", but training ends with epoch " +
           std::to_string(epochs),
       "take earlier milestones, or more epochs");
}

}  // namespace mlday

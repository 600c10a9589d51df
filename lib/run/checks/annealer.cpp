// An annealer's settings must fit together, and fit the optimizer.
#include "run/checks/checks.h"

namespace mlday {

void check_annealer(const ResolvedConfig& config, Problems& problems) {
  const auto& annealer = *config.experiment.annealer;
  const auto& mark = node_at(config.tree, "annealer.name").mark;
  if (const auto found = annealer.contradiction())
    problems.error(mark, "annealer", "`annealer`: " + *found);
  if (annealer.cycles_momentum() && !config.experiment.optimizer->has_momentum())
    problems.error(mark, "annealer", "`annealer` cycles the momentum, but the optimizer has none",
                   "set optimizer.momentum (the annealer's values then take its place), or "
                   "annealer.cycle_momentum: false");
}

}  // namespace mlday

// Each group of optimizer.groups must have parameters.
#include "models/module.h"
#include "models/weights.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {

void check_parameter_groups(const ResolvedConfig& config, Problems& problems) {
  const auto& groups = config.experiment.optimizer->groups;
  if (groups.empty()) return;
  const Network network(plan_of(config));  // for its names: its memory is never written to
  if (const auto found = idle_group(groups, trained_parameters(network)))
    problems.error(place_of(config, "optimizer.groups"), "optimizer.groups",
                   "`optimizer.groups`: " + *found);
}

}  // namespace mlday

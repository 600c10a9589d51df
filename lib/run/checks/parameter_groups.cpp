// Each group of optimizer.groups must have parameters.
#include "models/module.h"
#include "models/weights.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {

void check_parameter_groups(const ResolvedConfig& config, Problems& problems) {
  const auto& groups = config.experiment.optimizer->groups;
  const auto plan = plan_of(config);
  // A network is made for its names; one that memory may not hold, training refuses.
  constexpr std::int64_t most = 1'000'000'000;
  if (groups.empty() || plan.total().parameters > most) return;
  const Network network(plan);
  if (const auto found = idle_group(groups, trained_parameters(network)))
    problems.error(place_of(config, "optimizer.groups"), "optimizer.groups",
                   "`optimizer.groups`: " + *found);
}

}  // namespace mlday

// Each group of optimizer.groups must have parameters.
#include "models/module.h"
#include "models/weights.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {

void check_parameter_groups(const ResolvedConfig& config, Problems& problems) {
  const auto& groups = config.experiment.optimizer->groups;
  if (groups.empty()) return;
  const auto plan = plan_of(config);
  // A network is made for its names; where memory may not hold it, this is left to training.
  constexpr std::int64_t most_parameters = 1'000'000'000;
  if (plan.total().parameters > most_parameters) return;
  const Network network(plan);
  if (const auto found = idle_group(groups, trained_parameters(network)))
    problems.error(place_of(config, "optimizer.groups"), "optimizer.groups",
                   "`optimizer.groups`: " + *found);
  else if (all_stand_still(groups, trained_parameters(network)))
    problems.error(
        place_of(config, "optimizer.groups"), "optimizer.groups",
        "`optimizer.groups`: every parameter's rate is 0 (lr_factor), so that nothing is "
        "trained");
}

}  // namespace mlday

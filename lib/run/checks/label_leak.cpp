// A label that slipped in among the inputs makes every figure worthless (the journal's day 59).
#include "run/checks/checks.h"

namespace mlday {

void check_label_leak(const ResolvedConfig& config, Problems& problems) {
  for (const auto& leak : config.facts->leaks) {
    if (leak.certain)
      problems.error(place_of(config, "dataset.inputs"), "dataset", leak.message, leak.hint);
    else
      warn(config, problems, "label-leak", "dataset.inputs", leak.message, leak.hint);
  }
}

}  // namespace mlday

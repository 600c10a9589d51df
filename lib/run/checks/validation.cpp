// How validation samples are chosen must be said in one way.
#include "run/checks/checks.h"

namespace mlday {

void check_validation(const ResolvedConfig& config, Problems& problems) {
  if (const auto wrong = config.experiment.dataset->validation.contradiction())
    problems.error(place_of(config, "dataset.validation"), "dataset.validation", *wrong);
}

}  // namespace mlday

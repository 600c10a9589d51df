// `mlday export`: a run's weights for other programs.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Writes the weights alone, under their own names, without what a run needs to go on. Returns the
/// exit code.
int export_run(const ExportRequest& request);

}  // namespace mlday

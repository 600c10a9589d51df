// `mlday journal`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Prints each day's figures beside those of its newest run here.
int journal_run(const JournalRequest& request);

}  // namespace mlday

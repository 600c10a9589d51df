// The way to the torch library.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Opens the torch library beside the executable, once; an Error says why where that fails.
Engine& engine();

}  // namespace mlday

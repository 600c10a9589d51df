// `mlday data show`.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Reads all of a config's data and prints what it is: parts, classes, sizes, means, what is broken
/// or there twice; draws a contact sheet or writes the samples as tensors where asked. Returns 0.
int show_data(const DataRequest& request);

}  // namespace mlday

// A run as a screen of a terminal: what it is, how far it is, its curves and its notes.
#pragma once

#include <string>
#include <vector>

#include "report/run_follower.h"

namespace mlday {

struct WatchLook {
  int columns = 80, rows = 24;
  bool braille = true;  ///< else plain ASCII
  bool colours = false;
};

/// At most `rows` lines of at most `columns`.
std::vector<std::string> watch_screen(const RunView& run, const WatchLook& look);

}  // namespace mlday

// Signals as wishes, which long work asks about at safe points: SIGINT and SIGTERM to stop, SIGUSR1
// to save and go on.
#pragma once

#include <exception>

namespace mlday {

/// Work that can be done again was left because of a wish to stop.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

/// From now on the two signals set a flag; a second one ends the process at once.
void catch_interrupts();
/// The signal that came, or 0.
int interrupt_signal();

/// From now on SIGUSR1 sets a flag, which is lowered where it is asked for.
void catch_save_requests();
bool take_save_request();

}  // namespace mlday

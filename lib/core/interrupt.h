// SIGINT and SIGTERM as a wish to stop, which long work asks about at safe points.
#pragma once

namespace mlday {

/// From now on the two signals set a flag; a second one ends the process at once.
void catch_interrupts();
/// The signal that came, or 0.
int interrupt_signal();

}  // namespace mlday

// Time that training takes.
#pragma once

#include <chrono>

namespace mlday {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The beginning of what took so many seconds in earlier parts of the run and goes on now.
inline Clock::time_point begun(double seconds_before) {
  return Clock::now() -
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds_before));
}

}  // namespace mlday

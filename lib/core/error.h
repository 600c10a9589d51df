// The one exception for what a user can mend. Bugs are assertions, not Errors.
#pragma once

#include <stdexcept>
#include <string>

namespace mlday {

/// What the process exits with; documented in the README.
enum class Exit : int { ok = 0, failed = 1, usage = 2, missed = 3 };

/// A message that says what is wrong, where, and what to do. `main` prints it once and exits.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Exit exit = Exit::failed)
      : std::runtime_error(message), exit_(exit) {}

  Exit exit() const { return exit_; }

 private:
  Exit exit_;
};

/// A figure that misses --expect: exit 3.
inline Error missed_error(const std::string& message) { return Error(message, Exit::missed); }

/// A wrong command line or config: exit 2.
inline Error usage_error(const std::string& message) { return Error(message, Exit::usage); }

}  // namespace mlday

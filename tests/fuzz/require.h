// What fuzzers hold to be true of all that is accepted.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace mlday {

/// A finding, unless it holds.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace mlday

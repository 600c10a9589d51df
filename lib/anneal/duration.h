// A stretch of training with its unit, as a config writes it: `500 steps`, `2.5 epochs`.
#pragma once

#include <cstdint>
#include <string>

#include "config/codec.h"

namespace mlday {

struct Duration {
  double count = 0;
  bool in_epochs = false;

  /// In updates.
  std::int64_t steps(std::int64_t steps_per_epoch) const;
};

template <>
struct Codec<Duration> {
  static std::string name() { return "duration"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, Duration&, const Constraint&, Reader&);
  static Node write(const Duration&);
};

}  // namespace mlday

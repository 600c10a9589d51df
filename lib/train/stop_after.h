// The most that a training may take, as a config writes it: `2h`, `90 min`, `30 s`, `5000 steps`.
#pragma once

#include <cstdint>
#include <string>

#include "config/codec.h"

namespace mlday {

/// One of the two; the other is 0.
struct StopAfter {
  double seconds = 0;      ///< of training in all, resumed parts included
  std::int64_t steps = 0;  ///< updates

  /// As a config may write it: what `read` takes.
  std::string text() const;
};

template <>
struct Codec<StopAfter> {
  static std::string name() { return "time or number of steps"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, StopAfter&, const Constraint&, Reader&);
  static Node write(const StopAfter& value) { return Node::scalar(value.text()); }
};

}  // namespace mlday

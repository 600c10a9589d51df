// How much of a training: `2h`, `30 s`, `5000 steps`, `3 epochs`.
#pragma once

#include <cstdint>
#include <string>

#include "config/codec.h"

namespace mlday {

/// One of the three; the others are 0.
struct Amount {
  double seconds = 0;      ///< of training in all, resumed parts included
  std::int64_t steps = 0;  ///< updates
  std::int64_t epochs = 0;

  /// As a config may write it.
  std::string text() const;
};

/// The most that a training may take: a time or a number of steps.
struct StopAfter : Amount {};

/// How often something is done: any amount; a number alone counts epochs.
struct Every : Amount {};

template <>
struct Codec<StopAfter> {
  static std::string name() { return "time or number of steps"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, StopAfter&, const Constraint&, Reader&);
  static Node write(const StopAfter& value) { return Node::scalar(value.text()); }
};

template <>
struct Codec<Every> {
  static std::string name() { return "number of epochs, number of steps, or time"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, Every&, const Constraint&, Reader&);
  static Node write(const Every& value);
};

}  // namespace mlday

// Whether samples that come from files stay in memory once they are read.
#pragma once

#include <cstdint>
#include <string>

#include "config/spec.h"

namespace mlday {

/// A number of bytes, as a config writes it: `2 GB`, `500 MB`.
struct ByteCount {
  std::int64_t bytes = 0;
};

template <>
struct Codec<ByteCount> {
  static std::string name() { return "byte count"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, ByteCount&, const Constraint&, Reader&);
  static Node write(const ByteCount&);
};

struct CacheSettings {
  std::string cache = "auto";
  ByteCount cache_limit{2'000'000'000};

  /// Whether samples of so many bytes in all stay in memory.
  bool keeps(std::int64_t bytes) const {
    return cache == "memory" || (cache == "auto" && bytes <= cache_limit.bytes);
  }
};

const Spec<CacheSettings>& cache_spec();

}  // namespace mlday

// How samples that lie in a file each are read, and whether they then stay in memory.
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

struct FileSettings {
  std::string cache = "auto";
  ByteCount cache_limit{2'000'000'000};
  std::string on_bad_sample = "error";

  /// Whether samples of so many bytes in all stay in memory.
  bool keeps(std::int64_t bytes) const {
    return cache == "memory" || (cache == "auto" && bytes <= cache_limit.bytes);
  }
};

const Spec<FileSettings>& file_spec();

}  // namespace mlday

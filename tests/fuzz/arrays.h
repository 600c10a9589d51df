// What the fuzzers of array files hold to be true of an array.
#pragma once

#include <vector>

#include "data/arrays/stored_array.h"
#include "fuzz/require.h"

namespace mlday {

/// Reads the array `x` by `read` into memory of exactly its size, and looks at each byte.
template <class Read>
void read_all(const Read& read, const std::filesystem::path& path) {
  std::vector<unsigned char> room;
  const auto stored = read(path, ArrayName{"x", "dataset.inputs"},
                           [&](NumberType type, const std::vector<std::int64_t>& extents) {
                             std::size_t bytes = bytes_of(type);
                             for (const auto extent : extents) {
                               require(extent >= 0, "a negative extent");
                               bytes *= static_cast<std::size_t>(extent);
                             }
                             room.resize(bytes);
                             return static_cast<void*>(room.data());
                           });
  unsigned sum = 0;
  for (const auto byte : room) sum += byte;
  for (const auto& text : stored.texts) sum += static_cast<unsigned>(text.size());
  static volatile unsigned sink;
  sink = sum;
}

}  // namespace mlday

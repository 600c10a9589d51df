// A fuzzer's input as a file, for readers that take a path.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "fuzz/require.h"

namespace mlday {

/// The path of a file in memory that holds these bytes until the next call.
inline std::filesystem::path in_file(const unsigned char* data, std::size_t size) {
  static const int file = ::memfd_create("fuzzed", 0);
  require(::ftruncate(file, 0) == 0 && ::pwrite(file, data, size, 0) == static_cast<ssize_t>(size),
          "the input could not be written");
  return "/proc/self/fd/" + std::to_string(file);
}

}  // namespace mlday

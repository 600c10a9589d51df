// Fuzzes the reader of IDX headers. Beyond not crashing: an accepted header says exactly as many
// values as follow it.
#include <string>

#include "core/error.h"
#include "data/arrays/idx_header.h"
#include "fuzz/require.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto header = idx_header(bytes, "fuzzed");
    require(!header.shape.empty(), "no extents");
    std::size_t values = 1;
    for (const auto extent : header.shape) {
      require(extent >= 0, "a negative extent");
      values *= static_cast<std::size_t>(extent);
    }
    require(header.bytes + values * header.value_bytes == size, "not as many values as there are");
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}

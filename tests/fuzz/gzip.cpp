// Fuzzes the reader of files that may be gzipped.
#include "data/arrays/gzip.h"

#include "core/error.h"
#include "fuzz/in_file.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  constexpr std::size_t limit = 1 << 20;
  try {
    const auto content = read_gzip(in_file(data, size), limit);
    const bool is_gzipped = size > 1 && data[0] == 0x1f && data[1] == 0x8b;
    require(is_gzipped ? content.size() <= limit : content.size() == size, "not what was there");
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}

// Fuzzes the reader of CIFAR-10's records: the first byte says how many the rest is repeated to.
#include <string>

#include "core/error.h"
#include "data/arrays/cifar_format.h"
#include "fuzz/require.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string some(reinterpret_cast<const char*>(data), size);
  std::string bytes;
  for (int i = 0; size > 1 && i < some[0] % 16 + 1; ++i) bytes += some.substr(1);
  if (size > 0 && some[0] % 2) bytes.resize(bytes.size() / (1 + cifar_pixels) * (1 + cifar_pixels));
  try {
    const auto records = cifar_records(bytes, "fuzzed");
    require(records.size() * (1 + cifar_pixels) == bytes.size(), "not all of the file");
    for (const auto& record : records) {
      require(record.label < cifar_classes, "a label too large");
      require(record.pixels > bytes.data() &&
                  record.pixels + cifar_pixels <= bytes.data() + bytes.size(),
              "a picture beyond the file");
    }
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}

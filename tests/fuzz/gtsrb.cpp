// Fuzzes the reader of GTSRB's tables. Beyond not crashing: what is accepted names known classes
// and regions of reasonable numbers.
#include <string>

#include "core/error.h"
#include "data/loaders/gtsrb_classes.h"
#include "data/loaders/gtsrb_layout.h"
#include "fuzz/require.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    for (const auto& sign : parse_sign_table(text, "fuzzed", "Filename", "/folder")) {
      require(sign.label >= 0 && sign.label < static_cast<int>(gtsrb_class_names().size()),
              "an unknown class");
      const auto& [region, width, height] = sign.region;
      for (const int number : {region.x1, region.y1, region.x2, region.y2, width, height})
        require(number >= 0 && number <= 100'000, "an absurd number");
    }
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}

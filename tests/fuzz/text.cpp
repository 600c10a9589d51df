// Fuzzes what is done to every text file before it is read. Beyond not crashing: what comes out has
// no mark, no CR and no broken UTF-8.
#include "core/text.h"

#include <string>

#include "core/error.h"
#include "core/plain_text.h"
#include "fuzz/require.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  try {
    const auto text = plain_text(std::string(reinterpret_cast<const char*>(data), size), "fuzzed");
    require(text.find('\r') == text.npos, "a CR is left");
    for (std::size_t i = 0; i < text.size();) {
      const auto length = utf8_length(text, i);
      require(length > 0, "no UTF-8");
      i += length;
    }
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}

// Fuzzes what is done to picture files before they are decoded. Beyond not crashing: what netpbm's
// pictures are scaled to is one of full range, and the first picture of an animation is a WebP.
#include <string>

#include "data/image_header.h"
#include "data/picture_bytes.h"
#include "fuzz/require.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto header = picture_header(bytes))
    require(header->width >= 0 && header->height >= 0, "a negative size");
  damage(bytes);
  if (const auto scaled = binary_netpbm(bytes); scaled && !scaled->empty()) {
    require(picture_header(*scaled).has_value(), "no picture any more");
    require(!binary_netpbm(*scaled), "not of full range");
  }
  if (const auto still = first_frame(bytes); still && !still->empty())
    require(still->starts_with("RIFF") && still->substr(8, 4) == "WEBP", "no WebP");
  return 0;
}

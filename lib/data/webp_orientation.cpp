#include "data/webp_orientation.h"

#include <cstddef>
#include <cstdint>

namespace mlday {
namespace {

/// Numbers at places that may lie behind the end, where they are 0.
struct Bytes {
  std::string_view text;
  bool big_endian = false;

  std::uint32_t number(std::size_t at, std::size_t width) const {
    if (at > text.size() || width > text.size() - at) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
      value =
          value << 8 | static_cast<unsigned char>(text[big_endian ? at + i : at + width - 1 - i]);
    return value;
  }
};

/// What the TIFF structure in an EXIF chunk says.
int orientation_of_tiff(std::string_view tiff) {
  const Bytes bytes{tiff, tiff.starts_with("MM")};
  constexpr std::size_t entry_bytes = 12;
  constexpr std::uint32_t orientation_tag = 0x0112;
  const std::size_t directory = bytes.number(4, 4), entries = bytes.number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const auto entry = directory + 2 + i * entry_bytes;
    if (bytes.number(entry, 2) != orientation_tag) continue;
    const auto value = bytes.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace

int webp_orientation(std::string_view bytes) {
  constexpr std::size_t header_bytes = 12, chunk_header_bytes = 8;
  if (!bytes.starts_with("RIFF") || bytes.size() < header_bytes || bytes.substr(8, 4) != "WEBP")
    return 1;
  const Bytes numbers{bytes};
  for (std::size_t at = header_bytes; at + chunk_header_bytes <= bytes.size();) {
    const std::size_t length = numbers.number(at + 4, 4);
    auto content = bytes.substr(at + chunk_header_bytes, length);
    if (bytes.substr(at, 4) == "EXIF") {
      constexpr std::string_view jpeg_prefix("Exif\0\0", 6);  // some writers put it here too
      if (content.starts_with(jpeg_prefix)) content.remove_prefix(jpeg_prefix.size());
      return orientation_of_tiff(content);
    }
    at += chunk_header_bytes + length + length % 2;
  }
  return 1;
}

}  // namespace mlday

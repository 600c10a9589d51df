#include "data/image_header.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace mlday {
namespace {

/// No encoder packs more pixels than this into a byte: deflate's best on one-bit pixels.
constexpr double most_pixels_per_byte = 8 * 1032;

std::int64_t byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value * 256 + byte_at(bytes, at + i);
  return value;
}

std::int64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value * 256 + byte_at(bytes, at + i);
  return value;
}

PictureHeader compressed(std::int64_t width, std::int64_t height) {
  const double pixels = static_cast<double>(width) * static_cast<double>(height);
  return {width, height, pixels / most_pixels_per_byte};
}

/// Segments follow each other until the one that starts the frame, which has the size.
std::optional<PictureHeader> jpeg(std::string_view bytes) {
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (byte_at(bytes, at) != 0xff) return std::nullopt;
    const auto marker = byte_at(bytes, at + 1);
    if (marker == 0xff) {  // fill byte
      ++at;
      continue;
    }
    const bool starts_frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (starts_frame) return compressed(big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
    at += 2 + static_cast<std::size_t>(big_endian(bytes, at + 2, 2));
  }
  return std::nullopt;
}

PictureHeader bmp(std::string_view bytes) {
  constexpr std::int64_t old_header = 12;
  const bool is_old = little_endian(bytes, 14, 4) == old_header;
  const auto width = little_endian(bytes, 18, is_old ? 2 : 4);
  // Rows from the top have a negative height.
  const auto signed_height =
      static_cast<std::int32_t>(little_endian(bytes, is_old ? 20 : 22, is_old ? 2 : 4));
  const auto height = std::abs(static_cast<std::int64_t>(signed_height));
  if (!is_old && little_endian(bytes, 30, 4) != 0) return compressed(width, height);
  const auto bits = little_endian(bytes, is_old ? 24 : 28, 2);
  const double row =
      std::floor((static_cast<double>(width) * static_cast<double>(bits) + 31) / 32) * 4;
  return {width, height,
          static_cast<double>(little_endian(bytes, 10, 4)) + row * static_cast<double>(height)};
}

std::optional<PictureHeader> webp(std::string_view bytes) {
  const auto kind = bytes.substr(12, 4);
  if (kind == "VP8 ")
    return compressed(little_endian(bytes, 26, 2) & 0x3fff, little_endian(bytes, 28, 2) & 0x3fff);
  if (kind == "VP8X")
    return compressed(1 + little_endian(bytes, 24, 3), 1 + little_endian(bytes, 27, 3));
  if (kind != "VP8L") return std::nullopt;
  const auto bits = little_endian(bytes, 21, 4);
  return compressed(1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
}

/// "P6", then width, height and largest value as words, with comments between.
std::optional<PictureHeader> pnm(std::string_view bytes) {
  const char kind = bytes[1];
  const bool is_bitmap = kind == '1' || kind == '4', has_words = kind <= '3';
  double numbers[3] = {0, 0, 1};  // width, height, largest value
  std::size_t at = 2;
  for (int n = 0; n < (is_bitmap ? 2 : 3); ++n) {
    for (bool skipping = true; skipping;) {
      while (at < bytes.size() && std::isspace(static_cast<unsigned char>(bytes[at]))) ++at;
      skipping = at < bytes.size() && bytes[at] == '#';
      if (skipping) at = std::min(bytes.find('\n', at), bytes.size());
    }
    if (at >= bytes.size() || !std::isdigit(static_cast<unsigned char>(bytes[at])))
      return std::nullopt;
    numbers[n] = 0;
    while (at < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[at])))
      numbers[n] = std::min(numbers[n] * 10 + (bytes[at++] - '0'), 1e9);
  }
  const auto [width, height, largest] = numbers;
  const double channels = kind == '3' || kind == '6' ? 3 : 1;
  double pixels = width * height * channels * (largest > 255 ? 2 : 1);
  if (kind == '4') pixels = std::floor((width + 7) / 8) * height;
  if (kind == '1') pixels = width * height;
  if (has_words && !is_bitmap) pixels = width * height * channels * 2 - 1;  // a digit and a space
  return PictureHeader{static_cast<std::int64_t>(width), static_cast<std::int64_t>(height),
                       static_cast<double>(at) + 1 + pixels};
}

}  // namespace

std::optional<PictureHeader> picture_header(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8")) return jpeg(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n") && bytes.size() >= 24)
    return compressed(big_endian(bytes, 16, 4), big_endian(bytes, 20, 4));
  if (bytes.starts_with("BM") && bytes.size() >= 34) return bmp(bytes);
  if (bytes.starts_with("RIFF") && bytes.size() >= 30 && bytes.substr(8, 4) == "WEBP")
    return webp(bytes);
  if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6') return pnm(bytes);
  return std::nullopt;
}

}  // namespace mlday

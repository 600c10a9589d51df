#include "data/picture_bytes.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <vector>

namespace mlday {
namespace {

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

const std::string cut_off = "it is cut off";

/// Segments say how long they are; pixels end at the next marker (ISO/IEC 10918-1, B.1).
std::string jpeg_damage(std::string_view bytes) {
  constexpr std::uint32_t fill = 0xFF, stuffing = 0x00, end = 0xD9, pixels = 0xDA;
  bool has_pixels = false;
  for (std::size_t at = 2; at + 1 < bytes.size();) {
    if (byte_at(bytes, at) != fill) {  // rubbish that decoders pass over, too
      ++at;
      continue;
    }
    const auto marker = byte_at(bytes, at + 1);
    const bool is_restart = marker >= 0xD0 && marker <= 0xD7;
    if (marker == end) return has_pixels ? "" : cut_off;
    if (marker == stuffing || is_restart || marker == fill) {
      at += marker == fill ? 1 : 2;
      continue;
    }
    at += 2 + big_endian(bytes, at + 2, 2);
    if (marker != pixels) continue;
    has_pixels = true;
    // To the next marker.
    while (at + 1 < bytes.size()) {
      at = std::min(bytes.find('\xff', at), bytes.size());
      const auto next = byte_at(bytes, at + 1);
      if (next != stuffing && next != fill && !(next >= 0xD0 && next <= 0xD7)) break;
      at += next == fill ? 1 : 2;
    }
  }
  return cut_off;
}

/// Chunks say how long they are and end in a checksum (PNG specification, 5.3).
std::string png_damage(std::string_view bytes) {
  constexpr std::size_t signature = 8, around = 12;
  for (std::size_t at = signature; at + around <= bytes.size();) {
    const std::size_t length = big_endian(bytes, at, 4);
    if (length > bytes.size() - at - around) return cut_off;
    const auto chunk = bytes.substr(at + 4, length + 4);
    const auto sum =
        ::crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()));
    if (sum != big_endian(bytes, at + 8 + length, 4)) return "a checksum in it is wrong";
    if (chunk.starts_with("IEND")) return "";
    at += around + length;
  }
  return cut_off;
}

/// Reads netpbm's words: numbers with white space and comments between them.
class NetpbmWords {
 public:
  explicit NetpbmWords(std::string_view bytes) : bytes_(bytes) {}

  std::optional<std::uint32_t> number() {
    skip();
    const auto start = at_;
    std::uint32_t value = 0;
    for (; at_ < bytes_.size() && is(::isdigit) && value < 1'000'000; ++at_)
      value = value * 10 + static_cast<std::uint32_t>(bytes_[at_] - '0');
    return at_ > start ? std::optional(value) : std::nullopt;
  }
  /// A bitmap's pixel, which needs no blank behind it: 1 is black there.
  std::optional<std::uint32_t> bit() {
    skip();
    if (at_ >= bytes_.size() || (bytes_[at_] != '0' && bytes_[at_] != '1')) return std::nullopt;
    return bytes_[at_++] == '0' ? 1 : 0;
  }
  std::size_t at() const { return at_; }

 private:
  bool is(int (*kind)(int)) const { return kind(static_cast<unsigned char>(bytes_[at_])) != 0; }
  void skip() {
    while (at_ < bytes_.size() && (is(::isspace) || bytes_[at_] == '#'))
      at_ = bytes_[at_] == '#' ? std::min(bytes_.find('\n', at_), bytes_.size()) : at_ + 1;
  }

  std::string_view bytes_;
  std::size_t at_ = 2;
};

}  // namespace

std::string damage(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8")) return jpeg_damage(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return png_damage(bytes);
  return "";
}

std::optional<std::string> binary_netpbm(std::string_view bytes) {
  const char kind = bytes.size() > 2 && bytes[0] == 'P' ? bytes[1] : '0';
  const bool is_bitmap = kind == '1', is_text = kind >= '1' && kind <= '3';
  const bool has_colours = kind == '3' || kind == '6';
  if (!is_text && kind != '5' && kind != '6') return std::nullopt;
  NetpbmWords words(bytes);
  const auto width = words.number(), height = words.number();
  const auto white = is_bitmap ? std::optional<std::uint32_t>(1) : words.number();
  constexpr std::uint32_t full = 255, most = 65535;
  if (!width || !height || !white || *white == 0 || *white > most || (!is_text && *white == full))
    return std::nullopt;
  const std::size_t count = std::size_t{*width} * *height * (has_colours ? 3 : 1);
  const std::size_t start = words.at() + 1, size = *white > full ? 2 : 1;
  if (!is_text && (start > bytes.size() || (bytes.size() - start) / size < count)) return "";
  std::string pixels;
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = is_bitmap ? words.bit()
                       : is_text ? words.number()
                                 : big_endian(bytes, start + i * size, size);
    if (!value) return "";
    const double share = static_cast<double>(std::min(*value, *white)) / *white;
    pixels += static_cast<char>(std::lrint(share * full));
  }
  return std::string(has_colours ? "P6\n" : "P5\n") + std::to_string(*width) + " " +
         std::to_string(*height) + "\n255\n" + pixels;
}

// (WebP container specification: chunks of a name, a length and padding to an even size. An ANMF
// chunk is a frame: 16 bytes of place, size and duration, and then the chunks of a still picture.)
std::optional<std::string> first_frame(std::string_view bytes) {
  constexpr std::size_t head = 12, chunk_head = 8, frame_head = 16;
  constexpr std::uint32_t animation_flag = 2;
  constexpr std::size_t extended_head = 30;
  const bool is_animation = bytes.size() >= extended_head && bytes.starts_with("RIFF") &&
                            bytes.substr(8, 8) == "WEBPVP8X" &&
                            (byte_at(bytes, 20) & animation_flag) != 0;
  if (!is_animation) return std::nullopt;
  const auto canvas_width = little_endian(bytes, 24, 3),
             canvas_height = little_endian(bytes, 27, 3);
  for (std::size_t at = head; at + chunk_head <= bytes.size();) {
    const std::size_t length = little_endian(bytes, at + 4, 4);
    if (bytes.substr(at, 4) != "ANMF") {
      at += chunk_head + length + length % 2;
      continue;
    }
    if (length < frame_head || length > bytes.size() - at - chunk_head) return "";
    const auto frame = bytes.substr(at + chunk_head, length);
    const bool is_whole = little_endian(frame, 0, 6) == 0 &&
                          little_endian(frame, 6, 3) == canvas_width &&
                          little_endian(frame, 9, 3) == canvas_height;
    if (!is_whole) return "";
    const auto chunks = frame.substr(frame_head);
    // A still picture with an alpha channel needs the extended header again.
    std::string still = "WEBP";
    if (chunks.starts_with("ALPH")) {
      still += std::string("VP8X\x0a\0\0\0\x10\0\0\0", 12) + std::string(bytes.substr(24, 6));
    }
    still += chunks;
    std::string size(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) size[i] = static_cast<char>(still.size() >> (8 * i));
    return "RIFF" + size + still;
  }
  return "";
}

}  // namespace mlday

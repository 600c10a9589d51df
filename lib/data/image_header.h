// A picture file's size, read off its first bytes without decoding it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace mlday {

struct PictureHeader {
  std::int64_t width = 0, height = 0;
  /// No whole file of this size and format is shorter: exact for uncompressed pictures, a floor for
  /// the others. Decoders reserve memory by what a header claims, so claims are held against this.
  double least_bytes = 0;
};

/// Of JPEG, PNG, BMP, WebP, PBM, PGM and PPM; none where the bytes are no beginning of one.
std::optional<PictureHeader> picture_header(std::string_view bytes);

}  // namespace mlday

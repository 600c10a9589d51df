// How a WebP picture is to be turned: OpenCV turns JPEG and PNG as their EXIF says, but not these.
#pragma once

#include <string_view>

namespace mlday {

/// EXIF's orientation (1 to 8; Exif 2.3, tag 0x0112) of a WebP file's bytes; 1, upright, where it
/// says none or these are no WebP.
int webp_orientation(std::string_view bytes);

}  // namespace mlday

// Picture files to [channels, H, W] bytes.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "config/constraint.h"

namespace cv {
class Mat;
}

namespace mlday {

/// A rectangle in pixels, both corners inside it.
struct Region {
  int x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

/// What a picture is made into.
struct PictureFormat {
  std::int64_t height = 0, width = 0;      ///< 0: as the file has it
  std::string interpolation = "bilinear";  ///< as in `interpolations`
  bool grey = false;                       ///< one channel instead of RGB
};

/// The words that `interpolation` knows; OpenCV's methods of those names.
Constraint interpolations();

/// The size a region's coordinates refer to, where the picture may have been resized since.
struct RegionOfInterest {
  Region region;
  int picture_width = 0, picture_height = 0;
};

/// Reads a picture upright (as its EXIF says), crops it to the region (scaled to the picture's real
/// size), resizes it. Throws BadSample with the file's name where it cannot be decoded whole.
torch::Tensor read_picture(const std::filesystem::path& path, const PictureFormat& format,
                           const std::optional<RegionOfInterest>& crop = std::nullopt);

/// An RGB or grey 8-bit picture as a [channels, H, W] uint8 tensor.
torch::Tensor picture_tensor(const cv::Mat& picture);

/// Resizes to the format's size in its way.
cv::Mat resized(const cv::Mat& picture, const PictureFormat& format);

}  // namespace mlday

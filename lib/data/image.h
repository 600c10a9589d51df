// Picture files to [3, H, W] bytes.
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

/// How to make a picture fit.
struct Resize {
  std::int64_t height = 0, width = 0;
  std::string interpolation = "bilinear";  ///< as in `interpolations`
};

/// The words that `interpolation` knows; OpenCV's methods of those names.
Constraint interpolations();

/// The size a region's coordinates refer to, where the picture may have been resized since.
struct RegionOfInterest {
  Region region;
  int picture_width = 0, picture_height = 0;
};

/// Reads a picture as RGB, crops it to the region (scaled to the picture's real size), resizes it.
/// Throws BadSample with the file's name where it cannot be decoded whole.
torch::Tensor read_picture(const std::filesystem::path& path, const Resize& resize,
                           const std::optional<RegionOfInterest>& crop = std::nullopt);

/// An RGB or grey 8-bit picture as a [channels, H, W] uint8 tensor.
torch::Tensor picture_tensor(const cv::Mat& picture);

/// Resizes in the named way.
cv::Mat resized(const cv::Mat& picture, const Resize& resize);

}  // namespace mlday

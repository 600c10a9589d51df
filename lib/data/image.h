// Picture files to [channels, H, W] bytes.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "config/constraint.h"
#include "data/region.h"

namespace cv {
class Mat;
}

namespace mlday {

/// What a picture is made into.
struct PictureFormat {
  std::int64_t height = 0, width = 0;      ///< 0: as the file has it
  std::string interpolation = "bilinear";  ///< as in `interpolations`
  bool grey = false;                       ///< one channel instead of RGB
};

/// The words that `interpolation` knows; OpenCV's methods of those names.
Constraint interpolations();

/// Once, before pictures are read or drawn: OpenCV says nothing, as our own messages do, and uses
/// no threads of its own, which would only get in the way of ours.
void set_up_opencv();

/// Reads a picture upright (as its EXIF says), crops it to the region (scaled to the picture's real
/// size), resizes it. Throws BadSample with the file's name where it cannot be decoded whole.
torch::Tensor read_picture(const std::filesystem::path& path, const PictureFormat& format,
                           const std::optional<RegionOfInterest>& crop = std::nullopt);

/// An RGB or grey 8-bit picture as a [channels, H, W] uint8 tensor, which shares the picture's own
/// memory, its channels side by side.
torch::Tensor picture_tensor(const cv::Mat& picture);

/// Resizes to the format's size in its way.
cv::Mat resized(const cv::Mat& picture, const PictureFormat& format);

}  // namespace mlday

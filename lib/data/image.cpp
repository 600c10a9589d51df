#include "data/image.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/file.h"
#include "data/dataset.h"
#include "data/image_header.h"
#include "data/picture_bytes.h"
#include "data/webp_orientation.h"

namespace mlday {
namespace {

const std::map<std::string, int>& methods() {
  static const std::map<std::string, int> known{{"nearest", cv::INTER_NEAREST},
                                                {"bilinear", cv::INTER_LINEAR},
                                                {"bicubic", cv::INTER_CUBIC},
                                                {"area", cv::INTER_AREA},
                                                {"lanczos", cv::INTER_LANCZOS4}};
  return known;
}

/// The region in this picture's own pixels, never empty and never outside.
cv::Rect scaled(const RegionOfInterest& crop, const cv::Mat& picture) {
  const double sx = static_cast<double>(picture.cols) / std::max(crop.picture_width, 1);
  const double sy = static_cast<double>(picture.rows) / std::max(crop.picture_height, 1);
  const auto edge = [](double value, int low, int high) {
    return std::clamp(static_cast<int>(std::lround(value)), low, high);
  };
  const int x1 = edge(crop.region.x1 * sx, 0, picture.cols - 1);
  const int y1 = edge(crop.region.y1 * sy, 0, picture.rows - 1);
  const int x2 = edge((crop.region.x2 + 1) * sx, x1 + 1, picture.cols);
  const int y2 = edge((crop.region.y2 + 1) * sy, y1 + 1, picture.rows);
  return {x1, y1, x2 - x1, y2 - y1};
}

/// Why these bytes are no picture that can be decoded; empty if nothing speaks against it.
std::string refusal(const std::string& bytes) {
  if (bytes.empty()) return "it is empty";
  const auto header = picture_header(bytes);
  if (!header) return "no JPEG, PNG, BMP, WebP or PNM";
  const auto pixels = static_cast<double>(header->width) * static_cast<double>(header->height);
  constexpr double most_pixels = 1 << 27;
  if (pixels == 0 || pixels > most_pixels)
    return "its header claims " + std::to_string(header->width) + " x " +
           std::to_string(header->height) + " pixels";
  // OpenCV would complain on stderr first, or reserve what the header claims.
  if (static_cast<double>(bytes.size()) < header->least_bytes) return "it is cut off";
  return damage(bytes);
}

/// Upright, as EXIF's orientation says.
cv::Mat turned(cv::Mat picture, int orientation) {
  constexpr int top_to_bottom = 0, left_to_right = 1, both = -1;
  if (orientation >= 5) cv::transpose(picture, picture);
  if (orientation == 2 || orientation == 6) cv::flip(picture, picture, left_to_right);
  if (orientation == 3 || orientation == 7) cv::flip(picture, picture, both);
  if (orientation == 4 || orientation == 8) cv::flip(picture, picture, top_to_bottom);
  return picture;
}

cv::Mat decode(const std::filesystem::path& path, bool grey) {
  std::string bytes;
  try {
    bytes = read_file(path, 256u << 20);
  } catch (const Error& error) {
    throw BadSample(error.what());
  }
  cv::Mat picture;
  std::string reason = refusal(bytes);
  if (reason.empty()) {
    if (auto still = first_frame(bytes)) bytes = *std::move(still);
    if (bytes.empty()) reason = "an animation whose first picture covers a part only";
  }
  if (reason.empty()) {
    if (auto binary = binary_netpbm(bytes)) bytes = *std::move(binary);
    if (bytes.empty()) reason = "it is cut off";
  }
  if (reason.empty()) {
    reason = "it is broken";
    try {
      const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, bytes.data());
      const int colours = grey ? cv::IMREAD_GRAYSCALE : cv::IMREAD_COLOR;
      const int orientation = webp_orientation(bytes);
      picture =
          orientation == 1
              ? cv::imdecode(raw, colours)
              : turned(cv::imdecode(raw, colours | cv::IMREAD_IGNORE_ORIENTATION), orientation);
    } catch (const cv::Exception&) {
      picture.release();
    }
  }
  if (picture.empty())
    throw BadSample("cannot decode the picture " + path.string() + " (" + reason + ")");
  if (!grey) cv::cvtColor(picture, picture, cv::COLOR_BGR2RGB);
  return picture;
}

}  // namespace

Constraint interpolations() {
  std::vector<std::string> words;
  for (const auto& [word, method] : methods()) words.push_back(word);
  return one_of(words);
}

cv::Mat resized(const cv::Mat& picture, const PictureFormat& format) {
  const cv::Size size(static_cast<int>(format.width), static_cast<int>(format.height));
  if (format.width == 0 || picture.size() == size) return picture;
  cv::Mat result;
  cv::resize(picture, result, size, 0, 0, methods().at(format.interpolation));
  return result;
}

torch::Tensor picture_tensor(const cv::Mat& picture) {
  const std::int64_t channels = picture.channels();
  return torch::from_blob(
      picture.data, {channels, picture.rows, picture.cols},
      {1, static_cast<std::int64_t>(picture.step[0]), channels}, [picture](void*) {},
      torch::kUInt8);
}

void set_up_opencv() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  cv::setNumThreads(1);
}

torch::Tensor read_picture(const std::filesystem::path& path, const PictureFormat& format,
                           const std::optional<RegionOfInterest>& crop) {
  cv::Mat picture = decode(path, format.grey);
  if (crop) picture = picture(scaled(*crop, picture));
  picture = resized(picture, format);
  // A part of a picture would keep all of it.
  return picture_tensor(picture.isSubmatrix() ? picture.clone() : picture);
}

}  // namespace mlday

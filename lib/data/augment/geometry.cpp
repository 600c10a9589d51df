// Changes of where things are in a picture: crops, scales (Simonyan & Zisserman, 2015), and
// what Keras' ImageDataGenerator does.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "data/augment/changes.h"

namespace mlday {
namespace {

/// Maps a pixel of the result to where it comes from, as Keras' apply_affine_transform does: each
/// axis zoomed by itself, sheared, shifted and turned about the middle.
cv::Matx23d origin_of_pixels(const AugmentSettings& settings, const cv::Size& size, Rng& rng) {
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const double angle = radians(rng.uniform(-settings.rotate, settings.rotate));
  const double shear = radians(rng.uniform(-settings.shear, settings.shear));
  const double zoom_x = rng.uniform(1 - settings.zoom, 1 + settings.zoom);
  const double zoom_y = rng.uniform(1 - settings.zoom, 1 + settings.zoom);
  const double dx = rng.uniform(-settings.shift, settings.shift) * size.width;
  const double dy = rng.uniform(-settings.shift, settings.shift) * size.height;
  const cv::Matx22d turn(std::cos(angle), std::sin(angle), -std::sin(angle), std::cos(angle));
  const cv::Matx22d slant(std::cos(shear), 0, -std::sin(shear), 1);
  const cv::Matx22d stretch(zoom_x, 0, 0, zoom_y);
  const cv::Matx22d all = turn * slant * stretch;
  const cv::Vec2d middle((size.width - 1) / 2.0, (size.height - 1) / 2.0);
  const cv::Vec2d offset = middle - all * middle + turn * cv::Vec2d(dx, dy);
  return {all(0, 0), all(0, 1), offset(0), all(1, 0), all(1, 1), offset(1)};
}

cv::Size cv_size(Size2 size) {
  return {static_cast<int>(size.width), static_cast<int>(size.height)};
}

/// A place from 0 to `last`.
int place(int last, Rng& rng) {
  return static_cast<int>(rng.below(static_cast<std::uint64_t>(last) + 1));
}

}  // namespace

cv::Mat center_crop(const cv::Mat& picture, Size2 crop) {
  const auto size = cv_size(crop);
  return picture(
      cv::Rect({(picture.cols - size.width) / 2, (picture.rows - size.height) / 2}, size));
}

cv::Mat scaled_to(const cv::Mat& picture, double shorter_side) {
  const double factor = shorter_side / std::min(picture.cols, picture.rows);
  const cv::Size size(static_cast<int>(std::lround(picture.cols * factor)),
                      static_cast<int>(std::lround(picture.rows * factor)));
  if (size == picture.size()) return picture;
  cv::Mat result;
  cv::resize(picture, result, size, 0, 0, factor < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

cv::Mat jitter_scale(const cv::Mat& picture, std::array<double, 2> range, Rng rng) {
  return scaled_to(picture, std::floor(rng.uniform(range[0], range[1] + 1)));
}

cv::Mat random_crop(const cv::Mat& picture, const RandomCropSettings& settings, Rng rng) {
  cv::Mat padded = picture;
  const int padding = static_cast<int>(settings.padding);
  if (padding > 0)
    cv::copyMakeBorder(picture, padded, padding, padding, padding, padding, cv::BORDER_CONSTANT,
                       cv::Scalar::all(0));
  const auto size = settings.size ? cv_size(*settings.size) : picture.size();
  const int x = place(padded.cols - size.width, rng), y = place(padded.rows - size.height, rng);
  return padded(cv::Rect({x, y}, size));
}

cv::Mat move(const cv::Mat& picture, const AugmentSettings& settings, Rng rng) {
  const auto origin = origin_of_pixels(settings, picture.size(), rng);
  cv::Mat moved;
  cv::warpAffine(picture, moved, origin, picture.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return moved;
}

cv::Mat flip_at_random(const cv::Mat& picture, int axis, Rng rng) {
  if (rng.uniform() >= .5) return picture;
  cv::Mat flipped;
  cv::flip(picture, flipped, axis);
  return flipped;
}

cv::Mat cut_out(const cv::Mat& picture, double share, Rng rng) {
  const int side = static_cast<int>(std::lround(share * std::min(picture.cols, picture.rows)));
  const int x = place(picture.cols - side, rng), y = place(picture.rows - side, rng);
  cv::Mat cut = picture.clone();
  cut(cv::Rect(x, y, side, side)).setTo(cv::Scalar::all(0));
  return cut;
}

}  // namespace mlday

// Changes of a picture's values: colours, blur, noise. PCA noise by Krizhevsky et al. (2012).
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "data/augment/changes.h"

namespace mlday {
namespace {

/// The factor from 1 - range to 1 + range.
double factor(double range, Rng& rng) { return rng.uniform(1 - range, 1 + range); }

cv::Mat grey_of(const cv::Mat& picture) {
  if (picture.channels() == 1) return picture;
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

/// value * scale + shift, for all values alike.
cv::Mat linear(const cv::Mat& picture, double scale, double shift) {
  cv::Mat result;
  picture.convertTo(result, -1, scale, shift);
  return result;
}

}  // namespace

cv::Mat change_brightness(const cv::Mat& picture, double range, Rng rng) {
  return linear(picture, factor(range, rng), 0);
}

cv::Mat change_contrast(const cv::Mat& picture, double range, Rng rng) {
  const double scale = factor(range, rng);
  return linear(picture, scale, cv::mean(grey_of(picture))[0] * (1 - scale));
}

cv::Mat change_saturation(const cv::Mat& picture, double range, Rng rng) {
  if (picture.channels() != 3) return picture;
  const double scale = factor(range, rng);
  cv::Mat grey, result;
  cv::cvtColor(grey_of(picture), grey, cv::COLOR_GRAY2RGB);
  cv::addWeighted(picture, scale, grey, 1 - scale, 0, result);
  return result;
}

cv::Mat change_hue(const cv::Mat& picture, double range, Rng rng) {
  if (picture.channels() != 3) return picture;
  constexpr float circle = 360;
  const float turn = circle * static_cast<float>(rng.uniform(-range, range));
  cv::Mat colours, result;
  picture.convertTo(colours, CV_32F, 1 / 255.0);
  cv::cvtColor(colours, colours, cv::COLOR_RGB2HSV);
  for (int y = 0; y < colours.rows; ++y) {
    auto* row = colours.ptr<cv::Vec3f>(y);
    for (int x = 0; x < colours.cols; ++x) row[x][0] = std::fmod(row[x][0] + turn + circle, circle);
  }
  cv::cvtColor(colours, colours, cv::COLOR_HSV2RGB);
  colours.convertTo(result, CV_8U, 255);
  return result;
}

cv::Mat blur(const cv::Mat& picture, double most, Rng rng) {
  constexpr double least = 1e-3;  // no pixel has a part of another: OpenCV takes no 0
  cv::Mat result;
  cv::GaussianBlur(picture, result, {}, std::max(rng.uniform(0, most), least));
  return result;
}

cv::Mat add_noise(const cv::Mat& picture, double deviation, Rng rng) {
  cv::Mat result(picture.size(), picture.type());
  for (int y = 0; y < picture.rows; ++y) {
    const auto* from = picture.ptr<std::uint8_t>(y);
    auto* to = result.ptr<std::uint8_t>(y);
    for (int i = 0; i < picture.cols * picture.channels(); ++i)
      to[i] = cv::saturate_cast<std::uint8_t>(from[i] + 255 * deviation * rng.normal());
  }
  return result;
}

cv::Mat principal_axes(const std::vector<double>& covariance) {
  const int channels = static_cast<int>(std::lround(std::sqrt(covariance.size())));
  const cv::Mat matrix(channels, channels, CV_64F, const_cast<double*>(covariance.data()));
  cv::Mat values, axes;
  cv::eigen(matrix, values, axes);
  for (int i = 0; i < channels; ++i) {
    const cv::Mat axis = axes.row(i);
    double low = 0, high = 0;
    cv::minMaxLoc(axis, &low, &high);
    axes.row(i) *= values.at<double>(i) * (high >= -low ? 1 : -1);
  }
  return axes;
}

cv::Mat add_along_axes(const cv::Mat& picture, const cv::Mat& axes, double deviation, Rng rng) {
  cv::Scalar shift = cv::Scalar::all(0);
  for (int i = 0; i < axes.rows; ++i) {
    const double share = 255 * deviation * rng.normal();
    for (int c = 0; c < axes.cols; ++c) shift[c] += share * axes.at<double>(i, c);
  }
  cv::Mat result;
  cv::add(picture, shift, result);
  return result;
}

}  // namespace mlday

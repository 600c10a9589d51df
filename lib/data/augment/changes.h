// The single changes that augmentation is made of. Each draws from the stream it is given and
// leaves the picture it got as it was: that may be a cache's.
#pragma once

#include <opencv2/core.hpp>

#include "core/rng.h"
#include "data/pictures.h"

namespace mlday {

/// The middle of a picture.
cv::Mat center_crop(const cv::Mat& picture, Size2 size);
/// The picture with its shorter side of this length.
cv::Mat scaled_to(const cv::Mat& picture, double shorter_side);

cv::Mat jitter_scale(const cv::Mat& picture, std::array<double, 2> range, Rng rng);
cv::Mat random_crop(const cv::Mat& picture, const RandomCropSettings& settings, Rng rng);
/// Rotation, shear, zoom and shift.
cv::Mat move(const cv::Mat& picture, const AugmentSettings& settings, Rng rng);
cv::Mat flip_at_random(const cv::Mat& picture, int axis, Rng rng);

cv::Mat change_brightness(const cv::Mat& picture, double range, Rng rng);
cv::Mat change_contrast(const cv::Mat& picture, double range, Rng rng);
cv::Mat change_saturation(const cv::Mat& picture, double range, Rng rng);
cv::Mat change_hue(const cv::Mat& picture, double range, Rng rng);
cv::Mat blur(const cv::Mat& picture, double most, Rng rng);
cv::Mat add_noise(const cv::Mat& picture, double deviation, Rng rng);
cv::Mat cut_out(const cv::Mat& picture, double share, Rng rng);

/// A covariance's eigenvectors, each times its eigenvalue, as the rows of [channels, channels]; of
/// an eigenvector's two signs, the one that makes its largest entry positive.
cv::Mat principal_axes(const std::vector<double>& covariance);
/// Adds the axes, each times a normal number, to every pixel.
cv::Mat add_along_axes(const cv::Mat& picture, const cv::Mat& axes, double deviation, Rng rng);

}  // namespace mlday

// Random changes of training pictures, as Keras' ImageDataGenerator makes them; cutout by DeVries
// and Taylor (2017).
#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "core/rng.h"
#include "data/image.h"
#include "data/pictures.h"

namespace mlday {
namespace {

const Spec<AugmentSettings>& augment_spec() {
  static const auto spec =
      Spec<AugmentSettings>("augment", "Random changes of the training pictures.")
          .key("rotate", &AugmentSettings::rotate, between(0, 180), "At most so many degrees.")
          .elsewhere({"rotation_range"})
          .key("shift", &AugmentSettings::shift, between(0, 1),
               "At most this share of width and height, each.")
          .elsewhere({"width_shift_range", "height_shift_range", "translate"})
          .key("zoom", &AugmentSettings::zoom, from_to_below(0, 1),
               "By a factor from 1 - zoom to 1 + zoom.")
          .elsewhere({"zoom_range"})
          .key("shear", &AugmentSettings::shear, from_to_below(0, 90), "At most so many degrees.")
          .elsewhere({"shear_range"})
          .key("horizontal_flip", &AugmentSettings::horizontal_flip, anything(),
               "Half of the pictures are mirrored left to right.")
          .key("vertical_flip", &AugmentSettings::vertical_flip, anything(),
               "Half of the pictures are mirrored top to bottom.")
          .key("brightness", &AugmentSettings::brightness, from_to_below(0, 1),
               "Values are multiplied by 1 - brightness to 1 + brightness.")
          .key("contrast", &AugmentSettings::contrast, from_to_below(0, 1),
               "Distances from the picture's mean grey are multiplied likewise.")
          .key("saturation", &AugmentSettings::saturation, from_to_below(0, 1),
               "Distances from each pixel's own grey are multiplied likewise.")
          .key("noise", &AugmentSettings::noise, between(0, 1),
               "Standard deviation of normal noise; 1 is the whole range.")
          .key("cutout", &AugmentSettings::cutout, from_to_below(0, 1),
               "A square of this share of the shorter side is blackened, at a random place.");
  return spec;
}

/// Maps a pixel of the result to where it comes from: rotation, shear and zoom about the middle,
/// then the shift.
cv::Matx23d origin_of_pixels(const AugmentSettings& settings, const cv::Size& size, Rng& rng) {
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const double angle = radians(rng.uniform(-settings.rotate, settings.rotate));
  const double shear = std::tan(radians(rng.uniform(-settings.shear, settings.shear)));
  const double zoom = rng.uniform(1 - settings.zoom, 1 + settings.zoom);
  const double dx = rng.uniform(-settings.shift, settings.shift) * size.width;
  const double dy = rng.uniform(-settings.shift, settings.shift) * size.height;
  const cv::Matx22d turn(std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle));
  const cv::Matx22d slant(1, shear, 0, 1);
  const cv::Matx22d all = turn * slant * (1 / zoom);
  const double cx = (size.width - 1) / 2.0, cy = (size.height - 1) / 2.0;
  return {all(0, 0), all(0, 1), cx - all(0, 0) * (cx + dx) - all(0, 1) * (cy + dy),
          all(1, 0), all(1, 1), cy - all(1, 0) * (cx + dx) - all(1, 1) * (cy + dy)};
}

/// The factor from 1 - range to 1 + range.
double factor(double range, Rng& rng) { return rng.uniform(1 - range, 1 + range); }

cv::Mat grey_of(const cv::Mat& picture) {
  if (picture.channels() == 1) return picture;
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

/// Each change draws from a stream of its own, so that one setting leaves the others' draws alone.
class Augmenter {
 public:
  Augmenter(const AugmentSettings& settings, std::uint64_t seed)
      : settings_(settings), seed_(seed) {}

  cv::Mat operator()(cv::Mat picture) const {
    move(picture);
    if (settings_.horizontal_flip && heads("horizontal_flip")) cv::flip(picture, picture, 1);
    if (settings_.vertical_flip && heads("vertical_flip")) cv::flip(picture, picture, 0);
    colour(picture);
    if (settings_.noise > 0) add_noise(picture);
    if (settings_.cutout > 0) cut_out(picture);
    return picture;
  }

 private:
  Rng stream(const char* name) const { return Rng(stream_seed(seed_, name)); }
  bool heads(const char* name) const { return stream(name).uniform() < .5; }

  void move(cv::Mat& picture) const {
    if (settings_.rotate == 0 && settings_.shift == 0 && settings_.zoom == 0 &&
        settings_.shear == 0)
      return;
    auto rng = stream("move");
    const auto origin = origin_of_pixels(settings_, picture.size(), rng);
    cv::Mat moved;
    cv::warpAffine(picture, moved, origin, picture.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                   cv::BORDER_REPLICATE);
    picture = moved;
  }

  void colour(cv::Mat& picture) const {
    if (settings_.brightness > 0) {
      auto rng = stream("brightness");
      picture.convertTo(picture, -1, factor(settings_.brightness, rng));
    }
    if (settings_.contrast > 0) {
      auto rng = stream("contrast");
      const double scale = factor(settings_.contrast, rng), mean = cv::mean(grey_of(picture))[0];
      picture.convertTo(picture, -1, scale, mean * (1 - scale));
    }
    if (settings_.saturation > 0 && picture.channels() == 3) {
      auto rng = stream("saturation");
      const double scale = factor(settings_.saturation, rng);
      cv::Mat grey;
      cv::cvtColor(grey_of(picture), grey, cv::COLOR_GRAY2RGB);
      cv::addWeighted(picture, scale, grey, 1 - scale, 0, picture);
    }
  }

  void add_noise(cv::Mat& picture) const {
    auto rng = stream("noise");
    for (int y = 0; y < picture.rows; ++y) {
      auto* row = picture.ptr<std::uint8_t>(y);
      for (int i = 0; i < picture.cols * picture.channels(); ++i)
        row[i] = cv::saturate_cast<std::uint8_t>(row[i] + 255 * settings_.noise * rng.normal());
    }
  }

  void cut_out(cv::Mat& picture) const {
    auto rng = stream("cutout");
    const int side =
        static_cast<int>(std::lround(settings_.cutout * std::min(picture.cols, picture.rows)));
    const auto start = [&](int extent) {
      return static_cast<int>(rng.below(static_cast<std::uint64_t>(extent - side + 1)));
    };
    const int x = start(picture.cols), y = start(picture.rows);
    picture(cv::Rect(x, y, side, side)).setTo(cv::Scalar::all(0));
  }

  const AugmentSettings& settings_;
  const std::uint64_t seed_;
};

class Augmented : public Dataset {
 public:
  Augmented(DatasetPtr whole, const AugmentSettings& settings, std::uint64_t seed,
            std::int64_t epoch)
      : whole_(std::move(whole)), settings_(settings), seed_(seed), epoch_(epoch) {}

  std::int64_t size() const override { return whole_->size(); }
  Sample get(std::int64_t index) const override {
    auto sample = whole_->get(index);
    const auto rows = sample.input.permute({1, 2, 0}).contiguous();
    const cv::Mat picture(static_cast<int>(rows.size(0)), static_cast<int>(rows.size(1)),
                          CV_8UC(static_cast<int>(rows.size(2))), rows.data_ptr());
    const auto seed = stream_seed(seed_, "augment", static_cast<std::uint64_t>(epoch_),
                                  static_cast<std::uint64_t>(index));
    sample.input = picture_tensor(Augmenter(settings_, seed)(picture));
    return sample;
  }
  std::int64_t label(std::int64_t index) const override { return whole_->label(index); }
  std::int64_t group(std::int64_t index) const override { return whole_->group(index); }
  std::string name(std::int64_t index) const override { return whole_->name(index); }

 private:
  DatasetPtr whole_;
  AugmentSettings settings_;
  std::uint64_t seed_;
  std::int64_t epoch_;
};

}  // namespace

bool AugmentSettings::is_active() const {
  return rotate > 0 || shift > 0 || zoom > 0 || shear > 0 || horizontal_flip || vertical_flip ||
         brightness > 0 || contrast > 0 || saturation > 0 || noise > 0 || cutout > 0;
}

const Spec<PictureSettings>& picture_spec() {
  static const auto spec =
      Spec<PictureSettings>("dataset", "")
          .section("augment", &PictureSettings::augment, augment_spec,
                   "Random changes of the training pictures, others in every epoch.")
          .elsewhere({"augmentation", "transforms"})
          .key("normalize", &PictureSettings::normalize, one_of({"none", "dataset"}),
               "Whether each channel loses its mean and is divided by its standard deviation over "
               "the training pictures; without, pixels are in 0 .. 1.");
  return spec;
}

DatasetPtr augmented_view(DatasetPtr dataset, const AugmentSettings& settings, std::uint64_t seed,
                          std::int64_t epoch) {
  return std::make_shared<Augmented>(std::move(dataset), settings, seed, epoch);
}

}  // namespace mlday

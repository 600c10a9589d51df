// Datasets of changed pictures: augmented for training, cropped for evaluation.
#include "data/augment/changes.h"
#include "data/image.h"

namespace mlday {
namespace {

/// A picture's tensor as OpenCV sees it: its own memory where that lies channel by channel.
class PictureOf {
 public:
  explicit PictureOf(const torch::Tensor& input)
      : rows_(input.permute({1, 2, 0}).contiguous()),
        picture_(static_cast<int>(rows_.size(0)), static_cast<int>(rows_.size(1)),
                 CV_8UC(static_cast<int>(rows_.size(2))), rows_.data_ptr()) {}

  const cv::Mat& picture() const { return picture_; }
  /// A change of the picture, which may be a part of its memory.
  torch::Tensor changed(const cv::Mat& result) const {
    return picture_tensor(result.u ? result : result.clone());
  }

 private:
  torch::Tensor rows_;
  cv::Mat picture_;
};

/// Each change draws from a stream of its own, so that one setting leaves the others' draws alone.
class Augmenter {
 public:
  Augmenter(const AugmentSettings& settings, const cv::Mat& axes, std::uint64_t seed)
      : s_(settings), axes_(axes), seed_(seed) {}

  cv::Mat operator()(cv::Mat picture) const {
    if (s_.scale_jitter) picture = jitter_scale(picture, *s_.scale_jitter, stream("scale_jitter"));
    if (s_.random_crop) picture = random_crop(picture, *s_.random_crop, stream("random_crop"));
    if (s_.rotate > 0 || s_.shift > 0 || s_.zoom > 0 || s_.shear > 0)
      picture = move(picture, s_, stream("move"));
    if (s_.horizontal_flip) picture = flip_at_random(picture, 1, stream("horizontal_flip"));
    if (s_.vertical_flip) picture = flip_at_random(picture, 0, stream("vertical_flip"));
    if (s_.brightness > 0)
      picture = change_brightness(picture, s_.brightness, stream("brightness"));
    if (s_.contrast > 0) picture = change_contrast(picture, s_.contrast, stream("contrast"));
    if (s_.saturation > 0)
      picture = change_saturation(picture, s_.saturation, stream("saturation"));
    if (s_.hue > 0) picture = change_hue(picture, s_.hue, stream("hue"));
    if (s_.pca_noise > 0)
      picture = add_along_axes(picture, axes_, s_.pca_noise, stream("pca_noise"));
    if (s_.blur > 0) picture = blur(picture, s_.blur, stream("blur"));
    if (s_.noise > 0) picture = add_noise(picture, s_.noise, stream("noise"));
    if (s_.cutout > 0) picture = cut_out(picture, s_.cutout, stream("cutout"));
    return picture;
  }

 private:
  Rng stream(const char* name) const { return Rng(stream_seed(seed_, name)); }

  const AugmentSettings& s_;
  const cv::Mat& axes_;
  const std::uint64_t seed_;
};

class Augmented : public View {
 public:
  Augmented(DatasetPtr whole, const AugmentSettings& settings, std::uint64_t seed,
            std::int64_t epoch, const std::vector<double>& covariance)
      : View(std::move(whole)), settings_(settings), seed_(seed), epoch_(epoch) {
    if (settings.pca_noise > 0) axes_ = principal_axes(covariance);
  }

  Sample get(std::int64_t index) const override {
    auto sample = View::get(index);
    const PictureOf input(sample.input());
    const auto seed = stream_seed(seed_, "augment", static_cast<std::uint64_t>(epoch_),
                                  static_cast<std::uint64_t>(index));
    sample.input() = input.changed(Augmenter(settings_, axes_, seed)(input.picture()));
    return sample;
  }

 private:
  AugmentSettings settings_;
  std::uint64_t seed_;
  std::int64_t epoch_;
  cv::Mat axes_;
};

/// The middle of each picture, scaled before where asked.
class Cropped : public View {
 public:
  Cropped(DatasetPtr whole, Size2 size, std::optional<double> shorter_side)
      : View(std::move(whole)), size_(size), shorter_side_(shorter_side) {}

  Sample get(std::int64_t index) const override {
    auto sample = View::get(index);
    const PictureOf input(sample.input());
    const auto scaled =
        shorter_side_ ? scaled_to(input.picture(), *shorter_side_) : input.picture();
    sample.input() = input.changed(center_crop(scaled, size_).clone());
    return sample;
  }

 private:
  Size2 size_;
  std::optional<double> shorter_side_;
};

}  // namespace

DatasetPtr center_crop_view(DatasetPtr dataset, Size2 size) {
  return std::make_shared<Cropped>(std::move(dataset), size, std::nullopt);
}

DatasetPtr evaluation_view(DatasetPtr dataset, const AugmentSettings& settings) {
  const auto& crop = settings.random_crop;
  if (!crop || !crop->size) return dataset;
  std::optional<double> shorter_side;
  if (const auto& range = settings.scale_jitter)
    shorter_side = std::floor(((*range)[0] + (*range)[1]) / 2);
  return std::make_shared<Cropped>(std::move(dataset), *crop->size, shorter_side);
}

DatasetPtr augmented_view(DatasetPtr dataset, const AugmentSettings& settings, std::uint64_t seed,
                          std::int64_t epoch, const std::vector<double>& covariance) {
  return std::make_shared<Augmented>(std::move(dataset), settings, seed, epoch, covariance);
}

}  // namespace mlday

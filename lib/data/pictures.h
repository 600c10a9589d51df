// What may be done to pictures between the disk and the network: crops, augmentation in training,
// and normalization by the training part's own statistics.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "config/spec.h"
#include "data/dataset.h"

namespace mlday {

struct Batch;

/// A crop at a random place of a picture with a black border of `padding` pixels around it.
struct RandomCropSettings {
  std::optional<Size2> size;  ///< none: the picture's own
  std::int64_t padding = 0;
};

/// Random changes of training pictures; 0 or false does nothing. Names and meanings are Keras' and
/// torchvision's where they have them.
struct AugmentSettings {
  double rotate = 0, shift = 0, zoom = 0, shear = 0;
  bool horizontal_flip = false, vertical_flip = false;
  double brightness = 0, contrast = 0, saturation = 0, noise = 0, cutout = 0;
  double hue = 0, pca_noise = 0, blur = 0;
  std::optional<std::array<double, 2>> scale_jitter;
  std::optional<RandomCropSettings> random_crop;
  double mixup = 0, cutmix = 0;

  bool changes_pictures() const;
  bool mixes_batches() const { return mixup > 0 || cutmix > 0; }
};

/// Over all values of all pictures, in [0, 1].
struct ChannelStatistics {
  std::vector<double> mean, deviation;  ///< of each channel
  std::vector<double> covariance;       ///< of the channels in a pixel, row by row
};

/// Sums that statistics are made of: whole numbers, the same whatever the order of the pictures.
class ChannelSums {
 public:
  /// A picture [C, H, W] of bytes.
  void add(const torch::Tensor& picture);
  void add(const ChannelSums& other);
  ChannelStatistics statistics() const;

 private:
  std::vector<std::int64_t> sum_, products_;
  std::int64_t pixels_ = 0;
};

/// The settings that loaders of pictures share.
struct PictureSettings {
  AugmentSettings augment;
  std::optional<Size2> center_crop;
  std::string normalize = "none";

  bool is_active() const;
  /// Whether the network sees pictures of another size than the loader makes.
  bool crops() const { return center_crop || (augment.random_crop && augment.random_crop->size); }
  /// The size that the network sees of pictures of this size. Throws a usage Error where a crop is
  /// larger than they are.
  Size2 seen_size(Size2 picture) const;
  /// What each channel is normalized by, in [0, 1]; none where pictures stay as they are.
  /// `training` is of the training pictures.
  std::optional<ChannelStatistics> normalization(const ChannelSums& training) const;
};

const Spec<PictureSettings>& picture_spec();

/// The middle of each picture.
DatasetPtr center_crop_view(DatasetPtr dataset, Size2 size);

/// Pictures as evaluation sees them where training crops at random: scaled to the middle of
/// `scale_jitter`, then the middle of the crop's size.
DatasetPtr evaluation_view(DatasetPtr dataset, const AugmentSettings& settings);

/// The samples with their pictures ([1 or 3, H, W], bytes) changed at random, decided by seed,
/// epoch and index alone. `covariance` is what pca_noise goes by.
DatasetPtr augmented_view(DatasetPtr dataset, const AugmentSettings& settings, std::uint64_t seed,
                          std::int64_t epoch, const std::vector<double>& covariance = {});

/// Pictures as floats, each channel less its mean and divided by its deviation.
DatasetPtr normalized_view(DatasetPtr dataset, const std::vector<double>& mean,
                           const std::vector<double>& deviation);

/// Mixes each sample of a batch with another one of it, as the seed decides: mixup (Zhang et al.,
/// 2018) adds pictures, cutmix (Yun et al., 2019) pastes a rectangle; with both, each takes half of
/// the batches. Targets, classes [N], become probabilities [N, classes].
void mix_batch(Batch& batch, const AugmentSettings& settings, std::int64_t classes,
               std::uint64_t seed);

}  // namespace mlday

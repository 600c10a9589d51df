// What may be done to pictures between the disk and the network: augmentation in training, and
// normalization by the training part's own statistics.
#pragma once

#include <vector>

#include "config/spec.h"
#include "data/dataset.h"

namespace mlday {

/// Random changes of training pictures; 0 or false does nothing. Names and meanings are Keras'
/// where it has them.
struct AugmentSettings {
  double rotate = 0, shift = 0, zoom = 0, shear = 0;
  bool horizontal_flip = false, vertical_flip = false;
  double brightness = 0, contrast = 0, saturation = 0, noise = 0, cutout = 0;

  bool is_active() const;
};

/// The settings that loaders of pictures share.
struct PictureSettings {
  AugmentSettings augment;
  std::string normalize = "none";
};

const Spec<PictureSettings>& picture_spec();

/// The samples with their pictures ([1 or 3, H, W], bytes) changed at random, decided by seed,
/// epoch and index alone.
DatasetPtr augmented_view(DatasetPtr dataset, const AugmentSettings& settings, std::uint64_t seed,
                          std::int64_t epoch);

/// Each channel's mean and standard deviation over all pictures, their values in [0, 1].
struct ChannelStatistics {
  std::vector<double> mean, deviation;
};

ChannelStatistics channel_statistics(const Dataset& pictures);

/// Pictures as floats, each channel less its mean and divided by its deviation.
DatasetPtr normalized_view(DatasetPtr dataset, const std::vector<double>& mean,
                           const std::vector<double>& deviation);

}  // namespace mlday

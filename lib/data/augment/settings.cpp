// What can be set of pictures: their augmentation, crops, normalization.
#include <algorithm>

#include "config/setting_error.h"
#include "core/error.h"
#include "data/pictures.h"

namespace mlday {
namespace {

const Spec<RandomCropSettings>& random_crop_spec() {
  static const auto spec =
      Spec<RandomCropSettings>("random_crop", "A crop at a random place.")
          .key("size", &RandomCropSettings::size, between(1, 4096),
               "Height and width of the crop, which the network then sees (evaluation: the "
               "middle); null keeps the picture's.")
          .key("padding", &RandomCropSettings::padding, between(0, 4096),
               "Black pixels put around the picture before.")
          .short_form("size");
  return spec;
}

const Spec<AugmentSettings>& augment_spec() {
  static const auto spec =
      Spec<AugmentSettings>("augment", "Random changes of the training pictures.")
          .not_here({"color_jitter", "colour_jitter"},
                    "say what of it: brightness, contrast, saturation, hue")
          .not_here({"random_erasing"},
                    "the nearest is cutout: a square in every picture, of this share of its side")
          .key("rotate", &AugmentSettings::rotate, between(0, 180), "At most so many degrees.")
          .elsewhere({"rotation_range"})
          .key("shift", &AugmentSettings::shift, between(0, 1),
               "At most this share of width and height, each.")
          .elsewhere({"width_shift_range", "height_shift_range", "translate"})
          .key("zoom", &AugmentSettings::zoom, from_to_below(0, 1),
               "Each axis by a factor of its own from 1 - zoom to 1 + zoom, as Keras does.")
          .elsewhere({"zoom_range"})
          .key("shear", &AugmentSettings::shear, from_to_below(0, 90), "At most so many degrees.")
          .elsewhere({"shear_range"})
          .key("horizontal_flip", &AugmentSettings::horizontal_flip, anything(),
               "Half of the pictures are mirrored left to right.")
          .key("vertical_flip", &AugmentSettings::vertical_flip, anything(),
               "Half of the pictures are mirrored top to bottom.")
          .key("scale_jitter", &AugmentSettings::scale_jitter, between(1, 4096),
               "[low, high]: the shorter side is made a random length between them before "
               "random_crop (VGG); evaluation takes the middle of both.")
          .optional_section("random_crop", &AugmentSettings::random_crop, random_crop_spec,
                            "A crop at a random place.")
          .key("brightness", &AugmentSettings::brightness, from_to_below(0, 1),
               "Values are multiplied by 1 - brightness to 1 + brightness.")
          .key("contrast", &AugmentSettings::contrast, from_to_below(0, 1),
               "Distances from the picture's mean grey are multiplied likewise.")
          .key("saturation", &AugmentSettings::saturation, from_to_below(0, 1),
               "Distances from each pixel's own grey are multiplied likewise.")
          .key("hue", &AugmentSettings::hue, between(0, .5),
               "Colours are turned by at most this share of the colour circle.")
          .key("pca_noise", &AugmentSettings::pca_noise, between(0, 100),
               "Standard deviation of normal factors by which the eigenvectors of the training "
               "pixels' covariance, each times its eigenvalue, are added to all pixels (AlexNet: "
               ".1).")
          .key("blur", &AugmentSettings::blur, between(0, 100),
               "Gaussian blur of a standard deviation up to so many pixels.")
          .key("noise", &AugmentSettings::noise, between(0, 1),
               "Standard deviation of normal noise; 1 is the whole range.")
          .key("cutout", &AugmentSettings::cutout, from_to_below(0, 1),
               "A square of this share of the shorter side is blackened, at a random place.")
          .key("mixup", &AugmentSettings::mixup, at_least(0),
               "Pictures and targets of a batch are mixed, by shares drawn from Beta(mixup, "
               "mixup).")
          .elsewhere({"mixup_alpha"})
          .key("cutmix", &AugmentSettings::cutmix, at_least(0),
               "Likewise, but a rectangle of one picture is pasted into another.")
          .elsewhere({"cutmix_alpha"});
  return spec;
}

std::string text_of(Size2 size) {
  return std::to_string(size.height) + " x " + std::to_string(size.width);
}

bool fits(Size2 crop, Size2 picture) {
  return crop.height <= picture.height && crop.width <= picture.width;
}

}  // namespace

bool AugmentSettings::changes_pictures() const {
  return rotate > 0 || shift > 0 || zoom > 0 || shear > 0 || horizontal_flip || vertical_flip ||
         brightness > 0 || contrast > 0 || saturation > 0 || noise > 0 || cutout > 0 || hue > 0 ||
         pca_noise > 0 || blur > 0 || random_crop;
}

bool PictureSettings::is_active() const {
  return augment.changes_pictures() || augment.mixes_batches() || crops() || normalize != "none";
}

Size2 PictureSettings::seen_size(Size2 picture) const {
  if (center_crop) {
    if (!fits(*center_crop, picture))
      throw SettingError("dataset.center_crop", "dataset.center_crop (" + text_of(*center_crop) +
                                                    ") is larger than the pictures (" +
                                                    text_of(picture) + ")");
    picture = *center_crop;
  }
  const auto& crop = augment.random_crop;
  if (augment.scale_jitter) {
    const auto [low, high] = *augment.scale_jitter;
    if (low > high)
      throw SettingError("dataset.augment.scale_jitter",
                         "dataset.augment.scale_jitter is [low, high], the smaller number first");
    if (!crop || !crop->size)
      throw SettingError("dataset.augment.scale_jitter",
                         "dataset.augment.scale_jitter makes pictures of many sizes: say with "
                         "random_crop what size the network sees");
    if (static_cast<double>(std::max(crop->size->height, crop->size->width)) > low)
      throw SettingError("dataset.augment.random_crop",
                         "dataset.augment.random_crop (" + text_of(*crop->size) +
                             ") is larger than the smallest pictures of scale_jitter");
    return *crop->size;
  }
  if (!crop || !crop->size) return picture;
  if (!fits(*crop->size, picture))
    throw SettingError("dataset.augment.random_crop",
                       "dataset.augment.random_crop (" + text_of(*crop->size) +
                           ") is larger than the pictures (" + text_of(picture) + ")");
  return *crop->size;
}

const Spec<PictureSettings>& picture_spec() {
  static const auto spec =
      Spec<PictureSettings>("dataset", "")
          .section("augment", &PictureSettings::augment, augment_spec,
                   "Random changes of the training pictures, others in every epoch.")
          .elsewhere({"augmentation", "transforms"})
          .key("center_crop", &PictureSettings::center_crop, between(1, 4096),
               "The middle of the pictures of all parts, so many pixels high and wide.")
          .key("normalize", &PictureSettings::normalize, one_of({"none", "dataset", "imagenet"}),
               "Whether each channel loses its mean and is divided by its standard deviation: over "
               "the training pictures, or ImageNet's, which torchvision's weights want. Without, "
               "pixels are in 0 .. 1.");
  return spec;
}

}  // namespace mlday

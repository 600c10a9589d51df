// German traffic signs, 43 classes: the real photos, or drawn ones where they are absent.
#include <opencv2/core.hpp>

#include "core/checksum.h"
#include "core/text.h"
#include "data/image.h"
#include "data/loader.h"
#include "data/loaders/drawn_signs.h"
#include "data/loaders/gtsrb_classes.h"
#include "data/loaders/gtsrb_layout.h"

namespace mlday {
namespace {

/// Used where the data folder is absent and none was asked for.
struct StandIn {
  std::string kind = "none";
  std::int64_t images = 12900;
};

const Spec<StandIn>& stand_in_spec() {
  static const auto spec =
      Spec<StandIn>("stand_in", "What to use where the data is absent.")
          .key("kind", &StandIn::kind, one_of({"none", "synthetic"}),
               "none makes absent data an error; synthetic draws pictures and says so.")
          .key("images", &StandIn::images, extent(),
               "Training pictures to draw; a third as many are drawn for testing.")
          .short_form("kind");
  return spec;
}

struct Gtsrb : LoaderSettings, DataRoot, PictureSettings, FileSettings {
  std::int64_t image_size = 30;
  std::string interpolation = "bilinear";
  bool crop_to_roi = false;
  StandIn stand_in;

  Gtsrb() { root = "gtsrb"; }

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return this; }
  const FileSettings* files() const override { return this; }
  std::optional<DataFacts> facts() const override {
    return DataFacts{.inputs = {{.shape = {3, image_size, image_size}, .channels = "RGB"}},
                     .class_names = gtsrb_class_names()};
  }
  PictureFormat format() const { return {image_size, image_size, interpolation}; }
};

class SignPhotos : public Dataset {
 public:
  SignPhotos(std::vector<SignFile> files, const Gtsrb& settings)
      : files_(std::move(files)), format_(settings.format()), crop_(settings.crop_to_roi) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
  Sample get(std::int64_t index) const override {
    const auto& file = at(index);
    return {read_picture(file.path, format_, crop_ ? std::optional(file.region) : std::nullopt),
            torch::tensor(file.label, torch::kInt64)};
  }
  std::int64_t label(std::int64_t index) const override { return at(index).label; }
  std::int64_t group(std::int64_t index) const override { return at(index).track; }
  std::string name(std::int64_t index) const override { return at(index).path.string(); }
  bool is_picture_file() const override { return true; }
  std::uint64_t content(std::int64_t index) const override {
    const auto& [path, label, track, region] = at(index);
    const auto& box = region.region;
    const std::int64_t beside[] = {label, box.x1, box.y1, box.x2, box.y2};
    return file_checksum(path.string(),
                         checksum({reinterpret_cast<const char*>(beside), sizeof beside}));
  }

 private:
  const SignFile& at(std::int64_t index) const {
    return files_.at(static_cast<std::size_t>(index));
  }

  std::vector<SignFile> files_;
  PictureFormat format_;
  bool crop_;
};

LoadedData draw(const Gtsrb& settings) {
  const auto& stand_in = settings.stand_in;
  LoadedData data;
  data.train = drawn_signs(drawn_training_signs(stand_in.images), settings.format());
  data.test = drawn_signs(drawn_test_signs(stand_in.images), settings.format());
  data.origin = "synthetic (drawn signs)";
  data.synthetic = true;
  return data;
}

LoadedData Gtsrb::load(const LoadRequest& request) const {
  const auto& place = request.place;
  const Recognized layouts{
      [&](const auto& folder) { return holds_gtsrb(folder, request.finds_training()); },
      request.finds_training()
          ? "Final_Training/Images (the official layout) and no Train.csv (Kaggle's)"
          : "GT-final_test.csv (the official layout) and no Test.csv (Kaggle's)"};
  LoadedData data;
  if (const auto folder = find_root(place, root, layouts)) {
    const bool training = request.finds_training() || !holds_gtsrb(*folder, false);
    GtsrbFiles files = find_gtsrb(*folder, training);
    data.origin = folder->string() + " (" + files.layout + ")";
    data.root = *folder;
    if (training) data.train = std::make_shared<SignPhotos>(std::move(files.train), *this);
    if (!files.test.empty()) data.test = std::make_shared<SignPhotos>(std::move(files.test), *this);
  } else if (stand_in.kind == "synthetic" && !place.asked_for) {
    data = draw(*this);
  } else {
    const std::string without = "\n  To train without it, on drawn signs: " +
                                std::string(place.asked_for ? "leave --data out and give " : "") +
                                "--set dataset.stand_in=synthetic";
    throw no_data_error(
        place, root, layouts,
        "Get GTSRB (GTSRB_Final_Training_Images.zip, GTSRB_Final_Test_Images.zip and "
        "GTSRB_Final_Test_GT.zip from the benchmark's site, or its copy on Kaggle), unpack it "
        "there, or name the folder that holds it: --data DIR" +
            (place.run_had.empty() ? without : ""));
  }
  data.has_groups = true;
  data.facts = *facts();
  return data;
}

const auto gtsrb_spec =
    Spec<Gtsrb>("gtsrb",
                "German traffic signs (GTSRB, Stallkamp et al., 2012): 43 classes, "
                "39,209 photos for training and 12,630 for testing.")
        .not_here({"channels", "color_mode", "grayscale"}, "leave it out: signs are in colour")
        .key("image_size", &Gtsrb::image_size, between(1, 4096),
             "Pictures are made this many pixels wide and high.")
        .elsewhere({"target_size", "img_size"})
        .key("interpolation", &Gtsrb::interpolation, interpolations(), "How pictures are resized.")
        .key("crop_to_roi", &Gtsrb::crop_to_roi, anything(),
             "Cut each picture to the sign's rectangle in its CSV before resizing.")
        .section("stand_in", &Gtsrb::stand_in, stand_in_spec,
                 "What to use where root is absent and no --data was given.")
        .inherits(picture_spec)
        .inherits(file_spec)
        .inherits(data_root_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> gtsrb() { return kind_of<LoaderSettings>(gtsrb_spec); }

}  // namespace mlday

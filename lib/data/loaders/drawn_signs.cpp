#include "data/loaders/drawn_signs.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/file.h"
#include "core/rng.h"
#include "data/loaders/gtsrb_classes.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

constexpr int photos_per_track = 30;
constexpr int first_test_track = 10'000;

std::vector<SignPhoto> photos_from(int first_track, std::int64_t images, std::uint64_t seed) {
  const auto classes = static_cast<std::int64_t>(gtsrb_class_names().size());
  std::vector<SignPhoto> photos;
  for (std::int64_t label = 0; label < classes; ++label) {
    const auto count = std::max<std::int64_t>(1, images / classes + (label < images % classes));
    for (std::int64_t i = 0; i < count; ++i)
      photos.push_back({.seed = seed,
                        .label = static_cast<int>(label),
                        .track = first_track + static_cast<int>(i / photos_per_track),
                        .photo = static_cast<int>(i % photos_per_track)});
  }
  return photos;
}

class DrawnSigns : public Dataset {
 public:
  DrawnSigns(std::vector<SignPhoto> photos, const PictureFormat& format)
      : photos_(std::move(photos)), format_(format) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(photos_.size()); }
  Sample get(std::int64_t index) const override {
    SignPhoto which = at(index);
    which.size = static_cast<int>(std::max(format_.height, format_.width));
    return {picture_tensor(resized(draw_sign_photo(which), format_)),
            torch::tensor(label(index), torch::kInt64)};
  }
  std::int64_t label(std::int64_t index) const override { return at(index).label; }
  std::int64_t group(std::int64_t index) const override {
    return (std::int64_t{at(index).label} << 32) + at(index).track;
  }
  std::string name(std::int64_t index) const override {
    const auto& photo = at(index);
    return "drawn sign " + std::to_string(photo.label) + ", track " + std::to_string(photo.track) +
           ", photo " + std::to_string(photo.photo);
  }

 private:
  const SignPhoto& at(std::int64_t index) const {
    return photos_.at(static_cast<std::size_t>(index));
  }

  std::vector<SignPhoto> photos_;
  PictureFormat format_;
};

/// Draws the photo at a size of its own, from small and far to large and near.
cv::Mat draw_at_native_size(SignPhoto which) {
  Rng rng(stream_seed(which.seed, "native size", static_cast<std::uint64_t>(which.label),
                      static_cast<std::uint64_t>(which.track)));
  const double nearest = rng.uniform(40, 60);
  which.size = static_cast<int>(25 + (nearest - 25) * which.photo / (photos_per_track - 1));
  cv::Mat picture;
  cv::cvtColor(draw_sign_photo(which), picture, cv::COLOR_RGB2BGR);
  return picture;
}

/// Writes the photo and returns its CSV row.
std::string write_photo(const SignPhoto& which, const fs::path& folder, const std::string& file) {
  const cv::Mat picture = draw_at_native_size(which);
  std::vector<unsigned char> bytes;
  cv::imencode(".ppm", picture, bytes);
  write_file(folder / file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const int margin = picture.cols / 10, last = picture.cols - 1 - margin;
  char row[200];
  std::snprintf(row, sizeof row, "%s;%d;%d;%d;%d;%d;%d;%d\n", file.c_str(), picture.cols,
                picture.rows, margin, margin, last, last, which.label);
  return row;
}

constexpr auto table_header = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\n";

template <class... Numbers>
std::string numbered(const char* format, Numbers... numbers) {
  char text[64];
  std::snprintf(text, sizeof text, format, numbers...);
  return text;
}

}  // namespace

std::vector<SignPhoto> drawn_training_signs(std::int64_t images, std::uint64_t seed) {
  return photos_from(0, images, seed);
}

std::vector<SignPhoto> drawn_test_signs(std::int64_t images, std::uint64_t seed) {
  return photos_from(first_test_track, (images + 2) / 3, seed);
}

DatasetPtr drawn_signs(std::vector<SignPhoto> photos, const PictureFormat& format) {
  return std::make_shared<DrawnSigns>(std::move(photos), format);
}

std::int64_t write_gtsrb(const fs::path& folder, std::int64_t images, std::uint64_t seed) {
  if (fs::exists(folder) && !fs::is_empty(folder))
    throw usage_error(folder.string() + " is not empty: choose a new folder with --out");
  const auto training = drawn_training_signs(images, seed);
  std::map<int, std::string> tables;
  for (const auto& photo : training) {
    const auto name = numbered("%05d", photo.label);
    const auto place = folder / "Final_Training" / "Images" / name;
    auto [table, is_new] = tables.try_emplace(photo.label, table_header);
    if (is_new) make_folder(place);
    table->second += write_photo(photo, place, numbered("%05d_%05d.ppm", photo.track, photo.photo));
  }
  for (const auto& [label, table] : tables) {
    const auto name = numbered("%05d", label);
    write_file_atomically(folder / "Final_Training" / "Images" / name / ("GT-" + name + ".csv"),
                          table);
  }
  const auto place = folder / "Final_Test" / "Images";
  make_folder(place);
  const auto testing = drawn_test_signs(images, seed);
  std::string table = table_header;
  for (std::size_t i = 0; i < testing.size(); ++i)
    table += write_photo(testing[i], place, numbered("%05d.ppm", static_cast<int>(i)));
  write_file_atomically(place / "GT-final_test.csv", table);
  return static_cast<std::int64_t>(training.size() + testing.size());
}

}  // namespace mlday

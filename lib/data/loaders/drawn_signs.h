// Drawn traffic signs as a dataset, and as files in GTSRB's official layout.
#pragma once

#include <filesystem>
#include <vector>

#include "data/dataset.h"
#include "data/image.h"
#include "signs/traffic_signs.h"

namespace mlday {

/// About `images` photos: all 43 classes, each of physical signs with about 30 photos a sign.
std::vector<SignPhoto> drawn_training_signs(std::int64_t images, std::uint64_t seed = 0);

/// A third as many, of signs that no training photo shows.
std::vector<SignPhoto> drawn_test_signs(std::int64_t images, std::uint64_t seed = 0);

/// Draws each photo when it is asked for, in this format.
DatasetPtr drawn_signs(std::vector<SignPhoto> photos, const PictureFormat& format);

/// Writes Final_Training and Final_Test with their CSVs below `folder`, which must be absent or
/// empty; pictures of 25 to 60 pixels, PPM. Returns how many were written.
std::int64_t write_gtsrb(const std::filesystem::path& folder, std::int64_t images,
                         std::uint64_t seed);

}  // namespace mlday

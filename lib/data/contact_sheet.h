// Many small pictures on one sheet, for the eye.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace mlday {

/// Which of `count` to show where there is room for `most`: evenly spread, for neighbours may be
/// photos of one thing.
std::vector<std::int64_t> evenly_spread(std::int64_t count, std::int64_t most);

/// Writes a PNG with a row for each class: its name and up to `columns` samples. The dataset's
/// inputs are pictures, [1 or 3, H, W], bytes or floats in [0, 1].
void write_contact_sheet(const Dataset& dataset, const std::vector<std::string>& class_names,
                         std::int64_t columns, const std::filesystem::path& path);

}  // namespace mlday

// Many small pictures on one sheet, for the eye.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace mlday {

/// Writes a PNG with a row for each class: its name and its first `columns` samples. The dataset's
/// inputs are pictures, [1 or 3, H, W], bytes or floats in [0, 1].
void write_contact_sheet(const Dataset& dataset, const std::vector<std::string>& class_names,
                         std::int64_t columns, const std::filesystem::path& path);

}  // namespace mlday

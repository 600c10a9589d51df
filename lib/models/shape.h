// Sizes of tensors without their batch: [C, H, W] for pictures, [features] for vectors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mlday {

using Shape = std::vector<std::int64_t>;

/// "32 x 15 x 15".
std::string shape_text(const Shape& shape);
/// The product; 1 for no dimension.
std::int64_t element_count(const Shape& shape);

}  // namespace mlday

// Sizes of tensors without their batch: [C, H, W] for pictures, [features] for vectors, [T,
// features] for sequences.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mlday {

using Shape = std::vector<std::int64_t>;

/// "32 x 15 x 15".
std::string shape_text(const Shape& shape);
/// The product of sizes; an Error where no machine could hold as many numbers (2^40), so that
/// nothing computed from it overflows.
std::int64_t product(const std::vector<std::int64_t>& sizes);
/// The product of the extents; 1 for no dimension.
inline std::int64_t element_count(const Shape& shape) { return product(shape); }

}  // namespace mlday

// Sizes of tensors without their batch: [C, H, W] for pictures, [features] for vectors, [T,
// features] for sequences. An extent that differs from sample to sample is `varies`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace mlday {

using Shape = std::vector<std::int64_t>;
inline constexpr std::int64_t varies = -1;

inline bool is_varying(const Shape& shape) {
  return std::find(shape.begin(), shape.end(), varies) != shape.end();
}
/// The shape with `extent` where it varies.
inline Shape with_extent(Shape shape, std::int64_t extent) {
  std::replace(shape.begin(), shape.end(), varies, extent);
  return shape;
}

/// "32 x 15 x 15"; "steps x 50" where the first varies.
std::string shape_text(const Shape& shape);
/// The product of sizes; an Error where no machine could hold as many numbers (2^40), so that
/// nothing computed from it overflows.
std::int64_t product(const std::vector<std::int64_t>& sizes);
/// The product of the extents; 1 for no dimension.
inline std::int64_t element_count(const Shape& shape) { return product(shape); }

}  // namespace mlday

// Bytes of pictures to floats, each by a table.
#pragma once

#include <torch/types.h>

#include <array>
#include <vector>

namespace mlday {

/// What becomes of each byte.
using ByteTable = std::array<float, 256>;

/// Bytes divided by 255.
const ByteTable& unit_table();

/// Writes bytes of any shape and memory order as floats, in row-major order. `tables` has one for
/// each channel (the first dimension), or one for all.
void write_floats(const torch::Tensor& bytes, const std::vector<ByteTable>& tables, float* out);

}  // namespace mlday

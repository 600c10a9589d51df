// Rows to planes and back.
#pragma once

#include <algorithm>
#include <cstdint>

namespace mlday::fused {

/// Writes a matrix [rows, columns] as [columns, rows].
inline void transpose(const float* from, std::int64_t rows, std::int64_t columns, float* to) {
  constexpr std::int64_t tile = 16;
  for (std::int64_t r0 = 0; r0 < rows; r0 += tile)
    for (std::int64_t c0 = 0; c0 < columns; c0 += tile)
      for (auto c = c0; c < std::min(c0 + tile, columns); ++c)
        for (auto r = r0; r < std::min(r0 + tile, rows); ++r)
          to[c * rows + r] = from[r * columns + c];
}

}  // namespace mlday::fused

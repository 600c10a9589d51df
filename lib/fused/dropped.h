// Which values dropout drops: a function of a seed and of the value's place, so that the order in
// which values lie, and threads, change nothing, and nothing has to be remembered.
#pragma once

#include <cstdint>

namespace mlday::fused {

/// Of a step's dropout: drawn from LibTorch's generator, as `torch.manual_seed` set it.
struct Dropped {
  std::uint32_t first = 0, second = 0;  ///< the seed
  std::uint32_t threshold = 0;          ///< of 2^32 values, as many are dropped
  float factor = 1;                     ///< of those that stay: 1 / (1 - p)

  static Dropped draw(double p);

  /// The factor of the value at a place: 0 or `factor`.
  float at(std::uint32_t place) const {
    // Three rounds of multiplying and folding (as in the "triple32" of Wellons' search), the second
    // half of the seed in their middle.
    std::uint32_t x = place + first;
    x ^= x >> 17;
    x *= 0xED5AD4BBU;
    x ^= (x >> 11) ^ second;
    x *= 0xAC4C1B51U;
    x ^= x >> 15;
    x *= 0x31848BABU;
    x ^= x >> 14;
    return x < threshold ? 0.0F : factor;
  }
};

/// out[i] = in[i] * the factor of place first + i * step. `in` and `out` may be the same.
void drop(const Dropped& dropped, const float* in, float* out, std::int64_t count,
          std::uint32_t first, std::uint32_t step);

}  // namespace mlday::fused

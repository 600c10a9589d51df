// Exponentials and logarithms that compilers make vector code of: no branches, no calls. By Cephes'
// polynomials (Moshier, 1989), within 2 units in the last place.
#pragma once

#include <bit>
#include <cstdint>

namespace mlday::fused {

/// e^x; beyond -87 and 88 it stays as it is there.
inline float exp_of(float x) {
  x = x < -87.0F ? -87.0F : x > 88.0F ? 88.0F : x;
  constexpr float magic = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const float rounded = x * 1.44269504F + magic - magic;
  // ln 2 in two parts, so that nothing is lost.
  const float rest = x - rounded * .693359375F - rounded * -2.12194440e-4F;
  float p = 1.9875691500e-4F * rest + 1.3981999507e-3F;
  p = p * rest + 8.3334519073e-3F;
  p = p * rest + 4.1665795894e-2F;
  p = p * rest + 1.6666665459e-1F;
  p = p * rest + 5.0000001201e-1F;
  p = p * rest * rest + rest + 1;
  const auto exponent = static_cast<std::int32_t>(rounded) + 127;
  return p * std::bit_cast<float>(exponent << 23);
}

/// The hyperbolic tangent; near 0 by a polynomial, as 1 minus nearly 1 would lose its digits.
inline float tanh_of(float x) {
  const float square = x * x;
  float p = -5.70498872745e-3F * square + 2.06390887954e-2F;
  p = p * square - 5.37397155531e-2F;
  p = p * square + 1.33314422036e-1F;
  p = p * square - 3.33332819422e-1F;
  const float near = p * square * x + x;
  const float size = x < 0 ? -x : x;
  const float far = 1 - 2 / (exp_of(2 * size) + 1);
  return size < .625F ? near : x < 0 ? -far : far;
}

/// The natural logarithm of a normal number above 0.
inline float log_of(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  auto exponent = ((bits >> 23) & 0xFF) - 126;
  float m = std::bit_cast<float>((bits & 0x007FFFFF) | 0x3F000000);  // from .5 to 1
  const bool is_low = m < .707106781F;
  exponent -= is_low ? 1 : 0;
  m = is_low ? m + m - 1 : m - 1;
  const float square = m * m;
  float p = 7.0376836292e-2F * m - 1.1514610310e-1F;
  p = p * m + 1.1676998740e-1F;
  p = p * m - 1.2420140846e-1F;
  p = p * m + 1.4249322787e-1F;
  p = p * m - 1.6668057665e-1F;
  p = p * m + 2.0000714765e-1F;
  p = p * m - 2.4999993993e-1F;
  p = p * m + 3.3333331174e-1F;
  const auto e = static_cast<float>(exponent);  // times ln 2 in two parts, as above
  return m + (p * m * square - 2.12194440e-4F * e - .5F * square) + .693359375F * e;
}

}  // namespace mlday::fused

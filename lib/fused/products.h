// Matrix products by oneDNN. The same number of threads gives the same bits.
#pragma once

#include <cstdint>

namespace mlday::fused {

/// A matrix [rows, columns] whose rows lie one behind the other.
struct Matrix {
  const float* at = nullptr;
  std::int64_t rows = 0, columns = 0;
};

/// out [a.rows, b.rows] = a * b^T + bias, which has a number for each row of `out`, or is null.
void product_nt(const Matrix& a, const Matrix& b, const float* bias, float* out);

/// out [a.rows, b.columns] = a * b + bias likewise.
void product_nn(const Matrix& a, const Matrix& b, const float* bias, float* out);

/// out [a.columns, b.columns] = a^T * b.
void product_tn(const Matrix& a, const Matrix& b, float* out);

}  // namespace mlday::fused

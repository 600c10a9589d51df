#include "fused/products.h"

#include <c10/util/Exception.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <vector>

#include "fused/transpose.h"

namespace mlday::fused {
namespace {

/// out [m, n] = a * b + bias. oneDNN has kernels for small and thin matrices, too: from ten numbers
/// on it is faster than loops made by the compiler, and up to 1.6 times as fast as OpenBLAS.
void multiply(char turn_a, char turn_b, std::int64_t m, std::int64_t n, std::int64_t depth,
              const Matrix& a, const Matrix& b, const float* bias, float* out) {
  for (std::int64_t i = 0; bias && i < m; ++i) std::fill_n(out + i * n, n, bias[i]);
  const auto status = dnnl_sgemm(turn_a, turn_b, m, n, depth, 1, a.at, a.columns, b.at, b.columns,
                                 bias ? 1 : 0, out, n);
  TORCH_CHECK(status != dnnl_out_of_memory, "out of memory in a matrix product");
  TORCH_CHECK(status == dnnl_success, "oneDNN refuses a matrix product: status ", int(status));
}

/// a^T * b by way of (b^T * a)^T, which reads a large `a` as it lies.
void turned_product(const Matrix& a, const Matrix& b, float* out) {
  thread_local std::vector<float> b_turned, turned;  // (a step makes no new memory)
  b_turned.resize(static_cast<std::size_t>(b.rows * b.columns));
  turned.resize(static_cast<std::size_t>(a.columns * b.columns));
  transpose(b.at, b.rows, b.columns, b_turned.data());
  multiply('N', 'N', b.columns, a.columns, a.rows, {b_turned.data(), b.columns, b.rows}, a, nullptr,
           turned.data());
  transpose(turned.data(), b.columns, a.columns, out);
}

}  // namespace

void product_nt(const Matrix& a, const Matrix& b, const float* bias, float* out) {
  multiply('N', 'T', a.rows, b.rows, a.columns, a, b, bias, out);
}

void product_nn(const Matrix& a, const Matrix& b, const float* bias, float* out) {
  multiply('N', 'N', a.rows, b.columns, a.columns, a, b, bias, out);
}

void product_tn(const Matrix& a, const Matrix& b, float* out) {
  const bool is_large = a.rows >= 512 && a.rows * a.columns >= 32 * (a.rows + a.columns);
  if (is_large && b.columns >= 16) return turned_product(a, b, out);
  multiply('T', 'N', a.columns, b.columns, a.rows, a, b, nullptr, out);
}

}  // namespace mlday::fused

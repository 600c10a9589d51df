#include "fused/products.h"

#include <ATen/Parallel.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/vector_width.h"
#include "fused/transpose.h"

// (Vectors are passed between inline functions only.)
#pragma GCC diagnostic ignored "-Wpsabi"

namespace mlday::fused {
namespace {

using Lanes = float __attribute__((vector_size(32)));
constexpr std::int64_t lanes = 8;

__attribute__((always_inline)) inline Lanes loaded(const float* from) {
  Lanes values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

/// Large enough, in all directions, for a library's product to be faster.
bool is_large(std::int64_t m, std::int64_t n, std::int64_t depth) {
  const auto side = std::min({m, n, depth}), work = m * n * depth;
  return (side >= 12 && work >= 1 << 19) || (side >= 4 && work >= 1 << 22);
}

/// oneDNN's product: with thin matrices it is up to 1.6 times as fast as OpenBLAS where there is
/// AVX-512, and as fast elsewhere. out [m, n], its bias added.
void by_library(char turn_a, char turn_b, std::int64_t m, std::int64_t n, std::int64_t depth,
                const Matrix& a, const Matrix& b, const float* bias, float* out) {
  dnnl_sgemm(turn_a, turn_b, m, n, depth, 1, a.at, a.columns, b.at, b.columns, 0, out, n);
  if (!bias) return;
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = 0; j < n; ++j) out[i * n + j] += bias[i];
}

/// a^T * b by way of (b^T * a)^T, which reads a large `a` as it lies.
void turned_product(const Matrix& a, const Matrix& b, float* out) {
  std::vector<float> b_turned(static_cast<std::size_t>(b.rows * b.columns));
  std::vector<float> turned(static_cast<std::size_t>(a.columns * b.columns));
  transpose(b.at, b.rows, b.columns, b_turned.data());
  by_library('N', 'N', b.columns, a.columns, a.rows, {b_turned.data(), b.columns, b.rows}, a,
             nullptr, turned.data());
  transpose(turned.data(), b.columns, a.columns, out);
}

/// Splits 0 .. count over threads where there is work enough.
template <class Work>
void split_over_threads(std::int64_t count, std::int64_t work_of_each, const Work& work) {
  constexpr std::int64_t least_work = 1 << 18;  // below that, waking a thread takes longer
  const auto grain =
      std::max<std::int64_t>(1, least_work / std::max<std::int64_t>(work_of_each, 1));
  if (count <= grain) return work(0, count);
  at::parallel_for(0, count, grain, work);
}

/// Dot products of `a_rows` (1 or 2) rows with each of the rows of b from `begin` to `end`.
MLDAY_FOR_EACH_PROCESSOR void dots(const float* a, std::int64_t a_rows, const Matrix& b,
                                   std::int64_t begin, std::int64_t end, const float* bias,
                                   float* out) {
  const auto depth = b.columns;
  const float* a1 = a + (a_rows > 1 ? depth : 0);
  for (std::int64_t n = begin; n < end; n += 4) {
    const float* rows[4];
    for (std::int64_t j = 0; j < 4; ++j) rows[j] = b.at + std::min(n + j, end - 1) * depth;
    Lanes sums[2][4] = {};
    std::int64_t k = 0;
    for (; k + lanes <= depth; k += lanes) {
      const Lanes x0 = loaded(a + k), x1 = loaded(a1 + k);
      for (int j = 0; j < 4; ++j) {
        const Lanes y = loaded(rows[j] + k);
        sums[0][j] += x0 * y;
        sums[1][j] += x1 * y;
      }
    }
    for (std::int64_t j = 0; j < 4 && n + j < end; ++j)
      for (std::int64_t i = 0; i < a_rows; ++i) {
        float sum = bias ? bias[i] : 0;
        for (std::int64_t l = 0; l < lanes; ++l) sum += sums[i][j][l];
        for (auto rest = k; rest < depth; ++rest) sum += (i ? a1 : a)[rest] * rows[j][rest];
        out[i * b.rows + n + j] = sum;
      }
  }
}

/// out += the sum of `count` rows, each times its factor.
template <int count>
__attribute__((always_inline)) inline void add_rows(const float* const* rows, const float* factors,
                                                    float* out, std::int64_t columns) {
  std::int64_t at = 0;
  for (; at + lanes <= columns; at += lanes) {
    Lanes sum = loaded(out + at);
    for (int j = 0; j < count; ++j) sum += factors[j] * loaded(rows[j] + at);
    std::memcpy(out + at, &sum, sizeof sum);
  }
  for (; at < columns; ++at)
    for (int j = 0; j < count; ++j) out[at] += factors[j] * rows[j][at];
}

/// Columns `begin` to `end` of out [m, b.columns] = coefficients * b + bias; the coefficient of row
/// i of `out` and row j of b stands at i * down + j * along. Eight rows of b at a time meet all of
/// `out`, which stays in the cache.
MLDAY_FOR_EACH_PROCESSOR void sums_of_rows(const float* coefficients, std::int64_t down,
                                           std::int64_t along, std::int64_t m, const Matrix& b,
                                           std::int64_t begin, std::int64_t end, const float* bias,
                                           float* out) {
  constexpr int most = 8;
  const auto columns = end - begin;
  for (std::int64_t i = 0; i < m; ++i)
    std::fill_n(out + i * b.columns + begin, columns, bias ? bias[i] : 0.0F);
  for (std::int64_t first = 0; first < b.rows; first += most) {
    const auto count = std::min<std::int64_t>(most, b.rows - first);
    const float* rows[most];
    for (std::int64_t j = 0; j < count; ++j) rows[j] = b.at + (first + j) * b.columns + begin;
    for (std::int64_t i = 0; i < m; ++i) {
      float factors[most];
      for (std::int64_t j = 0; j < count; ++j)
        factors[j] = coefficients[i * down + (first + j) * along];
      float* row = out + i * b.columns + begin;
      if (count == most) {
        add_rows<most>(rows, factors, row, columns);
        continue;
      }
      std::int64_t j = 0;
      for (; j + 2 <= count; j += 2) add_rows<2>(rows + j, factors + j, row, columns);
      if (j < count) add_rows<1>(rows + j, factors + j, row, columns);
    }
  }
}

/// As above, all columns, split over threads at places that no bit depends on.
void all_sums_of_rows(const float* coefficients, std::int64_t down, std::int64_t along,
                      std::int64_t m, const Matrix& b, const float* bias, float* out) {
  constexpr std::int64_t block = 512;
  const auto blocks = (b.columns + block - 1) / block;
  split_over_threads(blocks, m * b.rows * block, [&](std::int64_t first, std::int64_t last) {
    for (auto i = first; i < last; ++i)
      sums_of_rows(coefficients, down, along, m, b, i * block, std::min((i + 1) * block, b.columns),
                   bias, out);
  });
}

}  // namespace

void product_nt(const Matrix& a, const Matrix& b, const float* bias, float* out) {
  if (is_large(a.rows, b.rows, a.columns))
    return by_library('N', 'T', a.rows, b.rows, a.columns, a, b, bias, out);
  // Rows of b that stay in the cache while all rows of a meet them.
  const std::int64_t block = a.columns > 4096 ? 4 : 16;
  const auto blocks = (b.rows + block - 1) / block;
  split_over_threads(
      blocks, a.rows * a.columns * block, [&](std::int64_t first, std::int64_t last) {
        for (auto n = first; n < last; ++n)
          for (std::int64_t i = 0; i < a.rows; i += 2)
            dots(a.at + i * a.columns, std::min<std::int64_t>(2, a.rows - i), b, n * block,
                 std::min((n + 1) * block, b.rows), bias ? bias + i : nullptr, out + i * b.rows);
      });
}

void product_nn(const Matrix& a, const Matrix& b, const float* bias, float* out) {
  if (is_large(a.rows, b.columns, a.columns))
    return by_library('N', 'N', a.rows, b.columns, a.columns, a, b, bias, out);
  all_sums_of_rows(a.at, a.columns, 1, a.rows, b, bias, out);
}

void product_tn(const Matrix& a, const Matrix& b, float* out) {
  if (is_large(a.columns, b.columns, a.rows)) {
    const bool pays = a.rows * a.columns >= 32 * (a.rows + a.columns) && a.rows >= 512;
    if (pays) return turned_product(a, b, out);
    return by_library('T', 'N', a.columns, b.columns, a.rows, a, b, nullptr, out);
  }
  all_sums_of_rows(a.at, 1, a.columns, a.columns, b, nullptr, out);
}

}  // namespace mlday::fused

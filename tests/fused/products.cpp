// Products and functions of the fused kernels beside LibTorch's.
#include "fused/products.h"

#include <cmath>

#include "fused/vector_math.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;
using namespace mlday::fused;

namespace {

torch::Tensor floats(std::int64_t rows, std::int64_t columns, double phase) {
  return wave({rows, columns}, phase).to(torch::kFloat32).contiguous();
}

Matrix matrix(const torch::Tensor& tensor) {
  return {tensor.data_ptr<float>(), tensor.size(0), tensor.size(1)};
}

/// The largest difference from a product in float64, relative to the product's size.
double error_of(const torch::Tensor& product, const torch::Tensor& a, const torch::Tensor& b,
                const torch::Tensor& bias = {}) {
  auto exact = torch::mm(a.to(torch::kFloat64), b.to(torch::kFloat64));
  if (bias.defined()) exact += bias.to(torch::kFloat64).unsqueeze(1);
  return (product.to(torch::kFloat64) - exact).abs().max().item<double>() /
         std::max(1.0, exact.abs().max().item<double>());
}

}  // namespace

TEST_CASE("fused products of all shapes are LibTorch's, and each time the same") {
  const auto before = at::get_num_threads();
  for (const std::int64_t m : {1, 2, 3, 7, 13, 40})
    for (const std::int64_t n : {1, 5, 33, 300, 700})
      for (const std::int64_t depth : {1, 2, 8, 19, 130, 5000}) {
        const auto a = floats(m, depth, .1), b = floats(n, depth, .7), bias = floats(1, m, .3)[0];
        const auto at = a.t().contiguous(), bt = b.t().contiguous();
        for (const int threads : {1, 3}) {
          at::set_num_threads(threads);
          auto nt = torch::empty({m, n}), nn = torch::empty({m, n}), tn = torch::empty({m, n});
          product_nt(matrix(a), matrix(b), bias.data_ptr<float>(), nt.data_ptr<float>());
          product_nn(matrix(a), matrix(bt), nullptr, nn.data_ptr<float>());
          product_tn(matrix(at), matrix(bt), tn.data_ptr<float>());
          CAPTURE(m, n, depth, threads);
          CHECK(error_of(nt, a, b.t(), bias) < 1e-5);
          CHECK(error_of(nn, a, b.t()) < 1e-5);
          CHECK(error_of(tn, a, b.t()) < 1e-5);
          auto again = torch::empty({m, n});
          product_nn(matrix(a), matrix(bt), nullptr, again.data_ptr<float>());
          CHECK(torch::equal(again, nn));
        }
      }
  at::set_num_threads(before);
}

TEST_CASE("exponentials and logarithms are within two units in the last place") {
  for (double x = -86; x < 88; x += .0137) {
    const auto exact = std::exp(static_cast<double>(static_cast<float>(x)));
    CHECK(std::abs(exp_of(static_cast<float>(x)) - exact) <= 2.5e-7 * exact);
  }
  CHECK(exp_of(-1000.0F) < 1e-37F);
  CHECK(std::isnan(exp_of(std::nanf(""))));
  for (double x = 1e-30; x < 1e30; x *= 1.0113) {
    const auto value = static_cast<float>(x);
    const auto exact = std::log(static_cast<double>(value));
    CHECK(std::abs(log_of(value) - exact) <= 2.5e-7 * std::max(std::abs(exact), 1.0));
  }
}

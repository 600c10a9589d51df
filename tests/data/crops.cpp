// Crops that an evaluation averages over, on pictures whose pixels tell where they were.
#include "data/crops.h"

#include <torch/nn/functional/upsampling.h>

#include "core/error.h"
#include "models/net.h"
#include "torch_helpers.h"
#include "train/evaluate.h"

using namespace mlday;
using namespace mlday::test;

namespace {

constexpr std::int64_t height = 40, width = 48;

torch::Tensor pictures() {
  return torch::arange(2 * height * width, torch::kFloat32).reshape({2, 1, height, width});
}

torch::Tensor part(std::int64_t y, std::int64_t x, Size2 size) {
  return pictures().narrow(2, y, size.height).narrow(3, x, size.width);
}

}  // namespace

TEST_CASE("ten crops are the corners and the middle, each with its mirror image") {
  const Size2 size{30, 28};
  const auto crops = crops_of(pictures(), crop_plan("ten", {}, {height, width}, size));
  REQUIRE(crops.size() == 10);
  const std::pair<std::int64_t, std::int64_t> places[] = {
      {0, 0}, {0, 20}, {10, 0}, {10, 20}, {5, 10}};
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(same_bits(crops[2 * i], part(places[i].first, places[i].second, size)));
    CHECK(same_bits(crops[2 * i + 1], crops[2 * i].flip(3)));
  }
}

TEST_CASE("multi-scale crops are the middle at three scales, multi-crop a grid at each, mirrored") {
  namespace F = torch::nn::functional;
  const Size2 size{8, 8};
  const auto crops = crops_of(pictures(), crop_plan("multi_scale", {}, {height, width}, size));
  REQUIRE(crops.size() == 3);
  CHECK(same_bits(crops[1], part(16, 20, size)));
  const auto larger = F::interpolate(pictures(), F::InterpolateFuncOptions()
                                                     .size(std::vector<std::int64_t>{72, 86})
                                                     .mode(torch::kBilinear)
                                                     .align_corners(false));
  CHECK(same_bits(crops[2], larger.narrow(2, 32, 8).narrow(3, 39, 8)));
  const auto many = crops_of(pictures(), crop_plan("multi_crop", {}, {height, width}, size));
  REQUIRE(many.size() == 3 * 25 * 2);
  CHECK(same_bits(many[50], part(0, 0, size)));
  CHECK(same_bits(many[50 + 2 * 7], part(8, 20, size)));
  CHECK(same_bits(many[50 + 2 * 24 + 1], part(32, 40, size).flip(3)));
  // Where training jittered, its own scales.
  const AugmentSettings jittered{.scale_jitter = std::array<double, 2>{20, 41}};
  CHECK(crop_plan("multi_scale", jittered, {height, width}, size).scales ==
        std::vector<std::int64_t>{20, 30, 41});
  CHECK(crop_plan("ten", jittered, {height, width}, size).scales == std::vector<std::int64_t>{30});
}

TEST_CASE("pictures that are too small for their crops are refused") {
  CHECK_THROWS_WITH(crop_plan("ten", {}, {32, 32}, {32, 32}),
                    ContainsSubstring("evaluation.crops: ten"));
  CHECK_THROWS_AS(crop_plan("multi_scale", {}, {40, 40}, {9, 9}), Error);
  CHECK_NOTHROW(crop_plan("multi_scale", {}, {40, 40}, {8, 8}));
}

TEST_CASE("predictions over crops are the mean of their softmax outputs") {
  const TensorDataset dataset(pictures() / (height * width), torch::zeros({2}, torch::kInt64));
  Net net("[flatten, linear: 3]", {1, 30, 28});
  const auto plan = crop_plan("ten", {}, {height, width}, {30, 28});
  const auto found = outputs_over_crops(*net, dataset, {.batch_size = 1}, plan).outputs;
  torch::Tensor sum = torch::zeros({2, 3});
  {
    const torch::NoGradGuard no_gradients;
    net->eval();
    for (const auto& crop : crops_of(pictures() / (height * width), plan))
      sum += net->forward(crop).values.softmax(1);
  }
  CHECK((found.exp() - sum / 10).abs().max().item<double>() < 1e-6);
}

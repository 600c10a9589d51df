#include "data/crops.h"

#include <torch/nn/functional/upsampling.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace mlday {
namespace {

/// With the shorter side of this length, bilinear.
torch::Tensor scaled(const torch::Tensor& pictures, std::int64_t shorter_side) {
  const auto height = pictures.size(2), width = pictures.size(3);
  const double factor =
      static_cast<double>(shorter_side) / static_cast<double>(std::min(height, width));
  if (factor == 1) return pictures;
  const auto length = [&](std::int64_t side) {
    return std::llround(static_cast<double>(side) * factor);
  };
  namespace F = torch::nn::functional;
  return F::interpolate(pictures,
                        F::InterpolateFuncOptions()
                            .size(std::vector<std::int64_t>{length(height), length(width)})
                            .mode(torch::kBilinear)
                            .align_corners(false));
}

using Place = std::pair<std::int64_t, std::int64_t>;  // y, x

/// Where crops begin, in a picture that is `y` higher and `x` wider than they are.
std::vector<Place> places(CropPlan::Places kind, std::int64_t y, std::int64_t x) {
  const Place middle{y / 2, x / 2};
  if (kind == CropPlan::Places::middle) return {middle};
  if (kind == CropPlan::Places::corners_and_middle) return {{0, 0}, {0, x}, {y, 0}, {y, x}, middle};
  std::vector<Place> grid;
  constexpr std::int64_t steps = 4;
  for (std::int64_t i = 0; i <= steps; ++i)
    for (std::int64_t j = 0; j <= steps; ++j) grid.emplace_back(i * y / steps, j * x / steps);
  return grid;
}

}  // namespace

CropPlan crop_plan(const std::string& way, const AugmentSettings& augment, Size2 pictures,
                   Size2 seen) {
  const auto own = std::min(pictures.height, pictures.width);
  constexpr std::int64_t step = 32;
  std::vector<std::int64_t> scales{own - step, own, own + step};
  if (const auto& range = augment.scale_jitter) {
    const auto [low, high] = *range;
    scales = {std::llround(low), std::llround(std::floor((low + high) / 2)), std::llround(high)};
  }
  CropPlan plan{.size = seen, .scales = scales};
  if (way == "ten") plan.scales = {scales[1]};
  if (way == "ten") plan.places = CropPlan::Places::corners_and_middle;
  if (way == "multi_crop") plan.places = CropPlan::Places::grid;
  plan.mirrored = way != "multi_scale";
  const auto least = plan.scales.front(), needed = std::max(seen.height, seen.width);
  if (least < needed || (way == "ten" && pictures == seen))
    throw usage_error("`evaluation.crops: " + way + "` takes crops of " +
                      std::to_string(seen.height) + " x " + std::to_string(seen.width) +
                      " from pictures with a shorter side of " + std::to_string(least) +
                      ": they must be larger than what the network sees (dataset.image_size, and "
                      "augment.random_crop for the network's part of it)");
  return plan;
}

std::vector<torch::Tensor> crops_of(const torch::Tensor& pictures, const CropPlan& plan) {
  std::vector<torch::Tensor> crops;
  const auto [height, width] = plan.size;
  for (const auto scale : plan.scales) {
    const auto whole = scaled(pictures, scale);
    for (const auto& [y, x] : places(plan.places, whole.size(2) - height, whole.size(3) - width)) {
      crops.push_back(whole.narrow(2, y, height).narrow(3, x, width).contiguous());
      if (plan.mirrored) crops.push_back(crops.back().flip(3));
    }
  }
  return crops;
}

}  // namespace mlday

// Augmentation, against small pictures worked out by hand.
#include "data/pictures.h"

#include "data/batches.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// `count` copies of one picture: bytes [channels, H, W].
DatasetPtr copies(const torch::Tensor& picture, std::int64_t count) {
  return std::make_shared<TensorDataset>(picture.unsqueeze(0).repeat({count, 1, 1, 1}),
                                         torch::zeros({count}, torch::kInt64));
}

torch::Tensor noise(std::int64_t channels, std::int64_t side) {
  torch::manual_seed(1);
  return torch::randint(0, 256, {channels, side, side}).to(torch::kUInt8);
}

torch::Tensor augmented(const torch::Tensor& picture, const AugmentSettings& settings,
                        std::int64_t index = 0, std::int64_t epoch = 1, std::uint64_t seed = 1) {
  return augmented_view(copies(picture, index + 1), settings, seed, epoch)->get(index).input();
}

/// How far two pictures are apart, as a mean over their values.
double distance(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().mean().item<double>();
}

}  // namespace

TEST_CASE("flips mirror about half of the pictures and leave the others") {
  const auto picture = noise(3, 8);
  for (const bool horizontal : {true, false}) {
    const AugmentSettings settings{.horizontal_flip = horizontal, .vertical_flip = !horizontal};
    const auto mirrored = picture.flip(horizontal ? 2 : 1);
    const auto view = augmented_view(copies(picture, 200), settings, 1, 1);
    int flips = 0;
    for (std::int64_t i = 0; i < 200; ++i) {
      const auto seen = view->get(i).input();
      REQUIRE((same_bits(seen, picture) || same_bits(seen, mirrored)));
      flips += same_bits(seen, mirrored);
    }
    CHECK(flips > 70);
    CHECK(flips < 130);
  }
}

TEST_CASE("what a sample becomes depends on seed, epoch and index, on nothing else") {
  const AugmentSettings settings{
      .rotate = 20, .shift = .2, .zoom = .2, .brightness = .3, .noise = .05, .cutout = .3};
  const auto picture = noise(3, 16);
  const auto first = augmented(picture, settings, 3, 2, 5);
  CHECK(same_bits(first, augmented(picture, settings, 3, 2, 5)));
  CHECK_FALSE(same_bits(first, augmented(picture, settings, 4, 2, 5)));
  CHECK_FALSE(same_bits(first, augmented(picture, settings, 3, 3, 5)));
  CHECK_FALSE(same_bits(first, augmented(picture, settings, 3, 2, 6)));
  // Any number of workers makes the same batches of it.
  const auto view = augmented_view(copies(picture, 33), settings, 1, 1);
  const auto batches = [&](int workers) {
    std::vector<torch::Tensor> all;
    BatchStream stream(*view, sample_order(33, 1, 1), 8, workers);
    while (const auto batch = stream.next()) all.push_back(batch->inputs.only());
    return torch::cat(all);
  };
  CHECK(same_bits(batches(1), batches(4)));
}

TEST_CASE("a setting of nothing changes nothing, and one setting leaves the others' draws alone") {
  const auto picture = noise(3, 8);
  CHECK_FALSE(AugmentSettings{}.changes_pictures());
  CHECK(same_bits(augmented(picture, {}), picture));
  const AugmentSettings flip{.horizontal_flip = true};
  const AugmentSettings both{.horizontal_flip = true, .cutout = .01};  // a square of no pixel
  for (std::int64_t i = 0; i < 20; ++i)
    CHECK(same_bits(augmented(picture, flip, i), augmented(picture, both, i)));
}

TEST_CASE("a shift moves a point by at most its share, the edge is repeated") {
  auto picture = torch::zeros({1, 21, 21}, torch::kUInt8);
  picture[0][10][10] = 255;
  double farthest = 0;
  for (std::int64_t i = 0; i < 50; ++i) {
    const auto seen = augmented(picture, {.shift = .2}, i).to(torch::kFloat64)[0];
    const double weight = seen.sum().item<double>();
    REQUIRE(weight > 200);  // spread over four pixels at most
    const auto places = torch::arange(21, torch::kFloat64);
    const double y = (seen.sum(1) * places).sum().item<double>() / weight;
    const double x = (seen.sum(0) * places).sum().item<double>() / weight;
    farthest = std::max({farthest, std::abs(x - 10), std::abs(y - 10)});
  }
  CHECK(farthest < .2 * 21 + .2);
  CHECK(farthest > 2);
  const auto even = torch::full({3, 9, 9}, 77, torch::kUInt8);
  CHECK(same_bits(augmented(even, {.rotate = 180, .shift = .5, .zoom = .5, .shear = 40}), even));
}

TEST_CASE("a rotation keeps a disc about the middle, and turns a bar") {
  auto bar = torch::zeros({1, 33, 33}, torch::kUInt8);
  bar[0].slice(0, 15, 18).fill_(255);  // lies
  double most_upright = 0;
  for (std::int64_t i = 0; i < 60; ++i) {
    const auto seen = augmented(bar, {.rotate = 90}, i);
    CHECK(seen[0][16][16].item<int>() == 255);
    most_upright =
        std::max(most_upright, seen[0].slice(1, 15, 18).to(torch::kFloat64).mean().item<double>());
  }
  CHECK(most_upright > 130);
}

TEST_CASE("brightness, contrast and saturation keep what they should keep") {
  const auto grey = torch::full({3, 6, 6}, 100, torch::kUInt8);
  CHECK(same_bits(augmented(grey, {.contrast = .5}), grey));
  CHECK(same_bits(augmented(grey, {.saturation = .5}), grey));
  double low = 255, high = 0;
  for (std::int64_t i = 0; i < 60; ++i) {
    const double value = augmented(grey, {.brightness = .4}, i)[0][0][0].item<double>();
    low = std::min(low, value);
    high = std::max(high, value);
  }
  CHECK(low >= 60);
  CHECK(low < 75);
  CHECK(high <= 140);
  CHECK(high > 125);
  const auto colours = noise(3, 6);
  CHECK(distance(augmented(colours, {.saturation = .9}, 1), colours) > 1);
  CHECK(distance(augmented(colours, {.contrast = .9}, 1), colours) > 1);
}

TEST_CASE("noise has the deviation asked for, and cutout blackens one square") {
  const auto grey = torch::full({3, 64, 64}, 128, torch::kUInt8);
  const auto noisy = augmented(grey, {.noise = .1}).to(torch::kFloat64);
  CHECK(noisy.mean().item<double>() == Approx(128).margin(1));
  CHECK(noisy.std().item<double>() == Approx(25.5).margin(1));
  const auto cut = augmented(grey, {.cutout = .25});
  CHECK(cut.eq(0).sum().item<std::int64_t>() == 3 * 16 * 16);
  CHECK(cut.eq(128).sum().item<std::int64_t>() == 3 * (64 * 64 - 16 * 16));
}

TEST_CASE("a random crop is a part of the picture, from all places, with black around it") {
  // Each pixel tells where it was, from 1 on.
  const auto picture = torch::arange(1, 26).reshape({1, 5, 5}).to(torch::kUInt8);
  std::set<int> corners;
  for (std::int64_t i = 0; i < 100; ++i) {
    const auto seen = augmented(picture, {.random_crop = RandomCropSettings{Size2{3, 3}}}, i);
    REQUIRE(seen.sizes().vec() == Shape{1, 3, 3});
    const auto corner = seen[0][0][0].item<int>();
    corners.insert(corner);
    const auto y = (corner - 1) / 5, x = (corner - 1) % 5;
    REQUIRE(same_bits(seen, picture.slice(1, y, y + 3).slice(2, x, x + 3)));
  }
  CHECK(corners == std::set<int>{1, 2, 3, 6, 7, 8, 11, 12, 13});
  std::set<std::int64_t> blacks;
  const auto padded = torch::constant_pad_nd(picture, {1, 1, 1, 1}, 0);
  for (std::int64_t i = 0; i < 100; ++i) {
    const auto seen = augmented(picture, {.random_crop = RandomCropSettings{{}, 1}}, i);
    REQUIRE(seen.sizes().vec() == Shape{1, 5, 5});
    bool found = false;
    for (std::int64_t y = 0; y < 3 && !found; ++y)
      for (std::int64_t x = 0; x < 3 && !found; ++x)
        found = same_bits(seen, padded.slice(1, y, y + 5).slice(2, x, x + 5));
    REQUIRE(found);
    blacks.insert(seen.eq(0).sum().item<std::int64_t>());
  }
  CHECK(blacks == std::set<std::int64_t>{0, 5, 9});
}

TEST_CASE("a centre crop is the middle; evaluation sees the middle of what training crops") {
  const auto picture = torch::arange(48).reshape({1, 6, 8}).to(torch::kUInt8);
  const auto middle = picture.slice(1, 1, 5).slice(2, 2, 6);
  CHECK(same_bits(center_crop_view(copies(picture, 1), {4, 4})->get(0).input(), middle));
  const AugmentSettings crop{.random_crop = RandomCropSettings{Size2{4, 4}}};
  CHECK(same_bits(evaluation_view(copies(picture, 1), crop)->get(0).input(), middle));
  CHECK(same_bits(evaluation_view(copies(picture, 1), {})->get(0).input(), picture));
}

TEST_CASE("scale jitter makes the shorter side any length of its range") {
  // A slope of 8 grey levels a pixel, 20 high and 30 wide: after a scale of s the slope is 8 / s.
  const auto slope = (torch::arange(30) * 8).expand({1, 20, 30}).to(torch::kUInt8).contiguous();
  const AugmentSettings settings{.scale_jitter = std::array<double, 2>{20, 40},
                                 .random_crop = RandomCropSettings{Size2{16, 16}}};
  std::set<long> sides;
  for (std::int64_t i = 0; i < 300; ++i) {
    const auto seen = augmented(slope, settings, i).to(torch::kFloat64);
    REQUIRE(seen.sizes().vec() == Shape{1, 16, 16});
    // The border repeats its pixels where a picture is enlarged: look at the steepest stretch.
    const auto row = seen[0][8];
    const double step = (row.slice(0, 5) - row.slice(0, 0, 11)).max().item<double>() / 5;
    sides.insert(std::lround(20 * 8 / step));
  }
  CHECK(*sides.begin() == 20);
  CHECK(*sides.rbegin() >= 38);
  CHECK(*sides.rbegin() <= 41);
  CHECK(sides.size() > 12);
  const auto seen = evaluation_view(copies(slope, 1), settings)->get(0).input().to(torch::kFloat64);
  CHECK(seen.sizes().vec() == Shape{1, 16, 16});
  CHECK((seen[0][8][10] - seen[0][8][5]).item<double>() / 5 == Approx(8 * 20 / 30.).margin(.25));
}

TEST_CASE("a turned hue keeps grey, the largest and the smallest value") {
  const auto grey = torch::full({3, 6, 6}, 100, torch::kUInt8);
  CHECK(same_bits(augmented(grey, {.hue = .5}), grey));
  auto red = torch::zeros({3, 4, 4}, torch::kUInt8);
  red[0].fill_(200);
  red[1].fill_(40);
  red[2].fill_(40);
  std::set<std::int64_t> strongest;
  for (std::int64_t i = 0; i < 40; ++i) {
    const auto seen = augmented(red, {.hue = .5}, i).select(1, 0).select(1, 0).to(torch::kInt64);
    CHECK(std::abs(seen.max().item<std::int64_t>() - 200) <= 1);
    CHECK(std::abs(seen.min().item<std::int64_t>() - 40) <= 1);
    strongest.insert(seen.argmax().item<std::int64_t>());
    // A sixth of the circle at most: red stays the strongest.
    CHECK(augmented(red, {.hue = .16}, i)[0][0][0].item<int>() >= 199);
  }
  CHECK(strongest == std::set<std::int64_t>{0, 1, 2});
}

TEST_CASE("PCA noise moves all pixels alike, along the covariance's axes by their eigenvalues") {
  // Red varies by itself, green and blue together: axes (1, 0, 0) and (0, 1, 1) / sqrt(2).
  const std::vector<double> covariance{.02, 0, 0, 0, .08, .08, 0, .08, .08};
  const auto grey = torch::full({3, 5, 5}, 128, torch::kUInt8);
  double red = 0, green = 0;
  constexpr int draws = 400;
  for (std::int64_t i = 0; i < draws; ++i) {
    const auto view = augmented_view(copies(grey, i + 1), {.pca_noise = 1}, 1, 1, covariance);
    const auto seen = view->get(i).input().to(torch::kFloat64) - 128;
    REQUIRE(same_bits(seen, seen.select(1, 0).select(1, 0).reshape({3, 1, 1}).expand({3, 5, 5})));
    REQUIRE(seen[1][0][0].item<double>() == Approx(seen[2][0][0].item<double>()));
    red += std::pow(seen[0][0][0].item<double>(), 2) / draws;
    green += std::pow(seen[1][0][0].item<double>(), 2) / draws;
  }
  CHECK(std::sqrt(red) == Approx(255 * .02).epsilon(.12));
  CHECK(std::sqrt(green) == Approx(255 * .16 / std::sqrt(2)).epsilon(.12));
}

TEST_CASE("blur spreads a point and keeps its weight; even pictures stay as they are") {
  auto point = torch::zeros({1, 31, 31}, torch::kUInt8);
  point[0][15][15] = 255;
  double widest = 0;
  for (std::int64_t i = 0; i < 40; ++i) {
    const auto seen = augmented(point, {.blur = 2}, i).to(torch::kFloat64)[0];
    const auto weight = seen.sum().item<double>();
    CHECK(weight == Approx(255).margin(25));  // of whole numbers
    const auto distances = (torch::arange(31, torch::kFloat64) - 15).pow(2);
    widest = std::max(widest, (seen.sum(0) * distances).sum().item<double>() / weight);
  }
  CHECK(std::sqrt(widest) > 1.2);
  CHECK(std::sqrt(widest) < 2.1);
  const auto even = torch::full({3, 9, 9}, 77, torch::kUInt8);
  CHECK(same_bits(augmented(even, {.blur = 3}), even));
}

TEST_CASE("no change writes into the dataset's own memory") {
  // Decoded pictures have their channels side by side, which lets changes work on them directly.
  const auto picture = noise(3, 12).contiguous(torch::MemoryFormat::Contiguous);
  const auto rows = picture.permute({1, 2, 0}).contiguous();
  const auto before = rows.clone();
  const auto view = std::make_shared<TensorDataset>(rows.permute({2, 0, 1}).unsqueeze(0),
                                                    torch::zeros({1}, torch::kInt64));
  const AugmentSettings all{.rotate = 10,
                            .horizontal_flip = true,
                            .vertical_flip = true,
                            .brightness = .5,
                            .contrast = .5,
                            .saturation = .5,
                            .noise = .1,
                            .cutout = .5,
                            .hue = .3,
                            .pca_noise = 1,
                            .blur = 1,
                            .random_crop = RandomCropSettings{Size2{8, 8}, 1}};
  const std::vector<double> covariance{.1, 0, 0, 0, .1, 0, 0, 0, .1};
  for (std::int64_t epoch = 0; epoch < 20; ++epoch) {
    augmented_view(view, all, 1, epoch, covariance)->get(0);
    augmented_view(view, {.cutout = .5}, 1, epoch)->get(0);
    augmented_view(view, {.horizontal_flip = true}, 1, epoch)->get(0);
  }
  CHECK(same_bits(rows, before));
}

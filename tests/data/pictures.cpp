// Augmentation and normalization, against small pictures worked out by hand.
#include "data/pictures.h"

#include "data/batches.h"
#include "data/loader.h"
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
  return augmented_view(copies(picture, index + 1), settings, seed, epoch)->get(index).input;
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
      const auto seen = view->get(i).input;
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
    while (const auto batch = stream.next()) all.push_back(batch->inputs);
    return torch::cat(all);
  };
  CHECK(same_bits(batches(1), batches(4)));
}

TEST_CASE("a setting of nothing changes nothing, and one setting leaves the others' draws alone") {
  const auto picture = noise(3, 8);
  CHECK_FALSE(AugmentSettings{}.is_active());
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

TEST_CASE("normalized pictures have mean 0 and deviation 1 in each channel") {
  const auto pictures = torch::randint(0, 256, {20, 3, 5, 7}).to(torch::kUInt8);
  const auto dataset = std::make_shared<TensorDataset>(pictures, torch::zeros({20}, torch::kInt64));
  const auto [mean, deviation] = channel_statistics(*dataset);
  const auto floats = pictures.to(torch::kFloat64) / 255;
  for (std::int64_t c = 0; c < 3; ++c) {
    const auto channel = floats.select(1, c);
    CHECK(mean[static_cast<std::size_t>(c)] == Approx(channel.mean().item<double>()));
    CHECK(deviation[static_cast<std::size_t>(c)] == Approx(channel.std(false).item<double>()));
  }
  const auto view = normalized_view(dataset, mean, deviation);
  const auto batch = collate(*view, sample_order(20).data(), 20).inputs;
  CHECK(batch.scalar_type() == torch::kFloat32);
  const auto channels = batch.to(torch::kFloat64).transpose(0, 1).flatten(1);
  CHECK(channels.mean(1).abs().max().item<double>() < 1e-6);
  CHECK((channels.std(1, false) - 1).abs().max().item<double>() < 1e-5);
}

TEST_CASE("training is augmented anew each epoch, and a checkpoint's statistics are gone by") {
  const auto settings = chosen(loaders(), R"({loader: gtsrb, image_size: 12, validation: .2,
    normalize: dataset, augment: {shift: .2}, stand_in: {kind: synthetic, images: 60}})");
  const auto parts = load_parts(*settings, {{"/no/such/folder"}, 3});
  REQUIRE(static_cast<bool>(parts.augmented));
  const auto first = parts.augmented(1)->get(4).input;
  CHECK(same_bits(first, parts.augmented(1)->get(4).input));
  CHECK_FALSE(same_bits(first, parts.augmented(2)->get(4).input));
  CHECK_FALSE(same_bits(first, parts.train->get(4).input));
  CHECK(first.scalar_type() == torch::kFloat32);
  CHECK(parts.facts.mean.size() == 3);
  auto known = facts_of_metadata(facts_metadata(parts.facts), "x");
  CHECK(known.mean == parts.facts.mean);
  CHECK(known.deviation == parts.facts.deviation);
  known.mean = {0, 0, 0};
  known.deviation = {1, 1, 1};
  const auto evaluated = load_parts(*settings, {{"/no/such/folder"}, 3, &known});
  CHECK(evaluated.test->get(0).input.min().item<float>() >= 0);
  CHECK(parts.test->get(0).input.min().item<float>() < 0);
}

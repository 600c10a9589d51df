// Normalization and statistics of pictures, and what a loader makes of their settings.
#include "data/find_data.h"
#include "data/parts.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

ChannelStatistics channel_statistics(const Dataset& pictures) {
  ChannelSums sums;
  for (std::int64_t i = 0; i < pictures.size(); ++i) sums.add(pictures.get(i).input());
  return sums.statistics();
}

}  // namespace

TEST_CASE("normalized pictures have mean 0 and deviation 1 in each channel") {
  const auto pictures = torch::randint(0, 256, {20, 3, 5, 7}).to(torch::kUInt8);
  const auto dataset = std::make_shared<TensorDataset>(pictures, torch::zeros({20}, torch::kInt64));
  const auto [mean, deviation, covariance] = channel_statistics(*dataset);
  const auto floats = pictures.to(torch::kFloat64) / 255;
  for (std::int64_t c = 0; c < 3; ++c) {
    const auto channel = floats.select(1, c);
    CHECK(mean[static_cast<std::size_t>(c)] == Approx(channel.mean().item<double>()));
    CHECK(deviation[static_cast<std::size_t>(c)] == Approx(channel.std(false).item<double>()));
  }
  const auto view = normalized_view(dataset, mean, deviation);
  const auto batch = collate(*view, sample_order(20).data(), 20).inputs.only();
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
  const auto first = parts.augmented(1)->get(4).input();
  CHECK(same_bits(first, parts.augmented(1)->get(4).input()));
  CHECK_FALSE(same_bits(first, parts.augmented(2)->get(4).input()));
  CHECK_FALSE(same_bits(first, parts.train->get(4).input()));
  CHECK(first.scalar_type() == torch::kFloat32);
  CHECK(parts.facts.input().mean.size() == 3);
  auto known = facts_of_metadata(facts_metadata(parts.facts), "x");
  CHECK(known.input().mean == parts.facts.input().mean);
  CHECK(known.input().deviation == parts.facts.input().deviation);
  known.input().mean = {0, 0, 0};
  known.input().deviation = {1, 1, 1};
  const auto evaluated = load_parts(*settings, {{"/no/such/folder"}, 3, &known});
  CHECK(evaluated.test->get(0).input().min().item<float>() >= 0);
  CHECK(parts.test->get(0).input().min().item<float>() < 0);
}

TEST_CASE("pictures normalized by ImageNet's figures, whatever the training pictures are") {
  const auto of = [](const std::string& how) {
    return load_parts(*chosen(loaders(), "{loader: gtsrb, image_size: 12, normalize: " + how +
                                             ", stand_in: {kind: synthetic, images: 60}}"),
                      {{"/no/such/folder"}, 3});
  };
  const auto parts = of("imagenet");
  CHECK(parts.facts.input().mean == std::vector<double>{.485, .456, .406});
  const auto raw = of("none").train->get(5).input().to(torch::kFloat32) / 255;
  const auto mean = torch::tensor({.485F, .456F, .406F}).reshape({3, 1, 1});
  const auto std = torch::tensor({.229F, .224F, .225F}).reshape({3, 1, 1});
  CHECK(torch::allclose(parts.train->get(5).input(), (raw - mean) / std, 1e-5, 1e-5));
}

TEST_CASE("the covariance of channels is that of all pixels") {
  const auto pictures = torch::randint(0, 256, {7, 3, 4, 5}).to(torch::kUInt8);
  const TensorDataset dataset(pictures, torch::zeros({7}, torch::kInt64));
  const auto pixels = pictures.to(torch::kFloat64).div(255).transpose(0, 1).flatten(1);
  const auto centred = pixels - pixels.mean(1, true);
  const auto expected = centred.matmul(centred.t()) / pixels.size(1);
  CHECK(deviation(expected, channel_statistics(dataset).covariance) < 1e-12);
}

TEST_CASE("what the network sees of a picture follows its crops, and crops must fit") {
  const auto seen = [](const std::string& settings) {
    return facts_of(*chosen(loaders(), "{loader: gtsrb, image_size: 40" + settings + "}"))
        ->input()
        .shape;
  };
  CHECK(seen("") == Shape{3, 40, 40});
  CHECK(seen(", center_crop: 32") == Shape{3, 32, 32});
  CHECK(seen(", augment: {random_crop: [32, 24]}") == Shape{3, 32, 24});
  CHECK(seen(", augment: {random_crop: {padding: 4}}") == Shape{3, 40, 40});
  CHECK(seen(", augment: {scale_jitter: [64, 80], random_crop: 56}") == Shape{3, 56, 56});
  for (const auto* wrong :
       {", center_crop: 41", ", augment: {random_crop: 41}",
        ", center_crop: 20, augment: {random_crop: 21}", ", augment: {scale_jitter: [64, 80]}",
        ", augment: {scale_jitter: [80, 64], random_crop: 56}",
        ", augment: {scale_jitter: [64, 80], random_crop: 65}"}) {
    INFO(wrong);
    CHECK_THROWS_AS(seen(wrong), Error);
  }
}

TEST_CASE("training sees random crops, evaluation the middle, both of the crop's size") {
  const auto settings = chosen(loaders(), R"({loader: gtsrb, image_size: 20, center_crop: 18,
    validation: .2, augment: {random_crop: 16, pca_noise: .1, mixup: .2},
    stand_in: {kind: synthetic, images: 60}})");
  const auto parts = load_parts(*settings, {{"/no/such/folder"}, 3});
  for (const auto& part : {parts.train, parts.validation, parts.test, parts.augmented(1)})
    CHECK(part->get(0).input().sizes().vec() == Shape{3, 16, 16});
  CHECK(parts.facts.input().shape == Shape{3, 16, 16});
  REQUIRE(static_cast<bool>(parts.mixed));
  auto batch = collate(*parts.train, sample_order(8).data(), 8);
  parts.mixed(1)(batch, 0);
  CHECK(batch.targets.only().sizes().vec() == Shape{8, 43});
}

TEST_CASE("pictures that are kept and pictures that are read again are the same samples") {
  const auto parts_with = [](const std::string& cache) {
    return load_parts(*chosen(loaders(),
                              "{loader: gtsrb, image_size: 12, normalize: dataset, "
                              "validation: .2, augment: {shift: .2}, stand_in: {kind: "
                              "synthetic, images: 60}, " +
                                  cache + "}"),
                      {{"/no/such/folder"}, 3});
  };
  const auto kept = parts_with("cache: memory");
  for (const auto* cache : {"cache: none", "cache: auto, cache_limit: 1 kB"}) {
    const auto read = parts_with(cache);
    CHECK(read.facts.input().mean == kept.facts.input().mean);
    CHECK(read.facts.input().deviation == kept.facts.input().deviation);
    for (std::int64_t i = 0; i < kept.train->size(); ++i) {
      CHECK(same_bits(read.train->get(i).input(), kept.train->get(i).input()));
      CHECK(same_bits(read.augmented(2)->get(i).input(), kept.augmented(2)->get(i).input()));
    }
  }
}

TEST_CASE("a kept picture lies in memory, one that is not kept is made again") {
  for (const bool keeps : {true, false}) {
    const auto settings = chosen(loaders(), std::string("{loader: gtsrb, image_size: 12, stand_in: "
                                                        "{kind: synthetic, images: 60}, cache: ") +
                                                (keeps ? "memory}" : "none}"));
    const auto train = load_parts(*settings, {{"/no/such/folder"}, 3}).train;
    const auto first = train->get(7).input(), again = train->get(7).input();
    CHECK(same_bits(first, again));
    CHECK((first.data_ptr() == again.data_ptr()) == keeps);
  }
}

TEST_CASE("a number of bytes is read with its unit, and written as it was") {
  for (const auto* text : {"2 GB", "500 MB", "1.5 TB", "10 kB", "0 kB"}) {
    const auto settings = settings_of(file_spec(), "{cache_limit: " + std::string(text) + "}");
    CHECK(Codec<ByteCount>::write(settings.cache_limit).text == text);
  }
  CHECK(settings_of(file_spec(), "{cache_limit: 1.5GB}").cache_limit.bytes == 1'500'000'000);
  for (const auto* wrong : {"2", "GB", "-1 GB", "2 GiB", "2 bytes", "1e30 GB", "[1]"}) {
    INFO(wrong);
    CHECK_THROWS_AS(settings_of(file_spec(), "{cache_limit: " + std::string(wrong) + "}"), Error);
  }
  const FileSettings limited{"auto", {100}};
  CHECK(limited.keeps(100));
  CHECK_FALSE(limited.keeps(101));
  CHECK(FileSettings{"memory", {100}}.keeps(101));
  CHECK_FALSE(FileSettings{"none", {100}}.keeps(1));
}

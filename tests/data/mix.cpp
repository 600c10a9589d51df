// Mixup and cutmix, against what can be told of pictures of one value each.
#include "data/batches.h"
#include "data/pictures.h"
#include "tasks/task_of.h"

using namespace mlday;
using namespace mlday::test;

namespace {

constexpr std::int64_t count = 8, side = 16;

/// Sample i is filled with i and of class i.
Batch numbered() {
  auto inputs = torch::arange(count, torch::kFloat32).reshape({count, 1, 1, 1});
  return {inputs.expand({count, 3, side, side}).contiguous(), torch::arange(count)};
}

Batch mixed(const AugmentSettings& settings, std::uint64_t seed) {
  auto batch = numbered();
  mix_batch(batch, settings, count, seed);
  return batch;
}

/// The number that a sample's probabilities tell: for mixed inputs the same as their mean.
double told(const torch::Tensor& probabilities) {
  return (probabilities.to(torch::kFloat64) * torch::arange(count)).sum().item<double>();
}

}  // namespace

TEST_CASE("mixup's pictures are as its targets say, and all samples have the same share") {
  bool differs = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto batch = mixed({.mixup = .4}, seed);
    CHECK(batch.targets.only().sizes().vec() == Shape{count, count});
    const auto share = std::get<0>(batch.targets.only().max(1)).min().item<double>();
    for (std::int64_t i = 0; i < count; ++i) {
      CHECK(batch.targets.only()[i].sum().item<double>() == Approx(1));
      const auto picture = batch.inputs.only()[i];
      CHECK(picture.max().item<double>() == Approx(picture.min().item<double>()));
      CHECK(picture.max().item<double>() == Approx(told(batch.targets.only()[i])).margin(1e-5));
      const auto largest = batch.targets.only()[i].max().item<double>();
      CHECK((largest == Approx(share).margin(1e-6) || largest == Approx(1)));  // its own partner
    }
    differs = differs || share < .9;
  }
  CHECK(differs);
}

TEST_CASE("cutmix pastes one rectangle, whose area is the partner's share of the target") {
  bool differs = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto batch = mixed({.cutmix = 1}, seed);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto pasted = batch.inputs.only()[i][0].ne(static_cast<double>(i));
      const auto area = pasted.sum().item<std::int64_t>();
      const auto height = pasted.any(1).sum().item<std::int64_t>();
      const auto width = pasted.any(0).sum().item<std::int64_t>();
      CHECK(area == height * width);
      CHECK(batch.targets.only()[i][i].item<double>() ==
            Approx(1 - static_cast<double>(area) / (side * side)));
      CHECK(told(batch.targets.only()[i]) ==
            Approx(batch.inputs.only()[i].mean().item<double>()).margin(1e-5));
      differs = differs || area > 0;
    }
  }
  CHECK(differs);
}

TEST_CASE("shares are drawn from Beta(alpha, alpha), and with both kinds each takes half") {
  for (const double alpha : {.2, 1., 3.}) {
    double mean = 0, square = 0;
    constexpr int draws = 2000;
    for (int seed = 0; seed < draws; ++seed) {
      Batch pair{torch::tensor({0.f, 1.f}).reshape({2, 1, 1, 1}), torch::arange(2)};
      mix_batch(pair, {.mixup = alpha}, 2, static_cast<std::uint64_t>(seed));
      const double share = pair.inputs.only()[1].item<double>();  // 1 where it is its own partner
      mean += share / draws;
      square += share * share / draws;
    }
    CAPTURE(alpha);
    // Half of the pairs are swapped: the mean of 1 and of Beta's 1/2, and so for the squares.
    CHECK(mean == Approx(.75).margin(.02));
    const double beta_square = .25 + .25 / (2 * alpha + 1);
    CHECK(square == Approx(.5 + beta_square / 2).margin(.02));
  }
  int pasted = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto inputs = mixed({.mixup = .5, .cutmix = .5}, seed).inputs.only();
    pasted += inputs.eq(inputs.round()).all().item<bool>();
  }
  CHECK(pasted > 35);
  CHECK(pasted < 70);  // a mixture may be whole as well
}

TEST_CASE("a batch is mixed as its seed says") {
  const AugmentSettings both{.mixup = .4, .cutmix = 1};
  CHECK(same_bits(mixed(both, 5).inputs.only(), mixed(both, 5).inputs.only()));
  CHECK(same_bits(mixed(both, 5).targets.only(), mixed(both, 5).targets.only()));
  CHECK_FALSE(same_bits(mixed(both, 5).inputs.only(), mixed(both, 6).inputs.only()));
}

TEST_CASE("mixed targets have a loss, smoothed or not, and count by their largest share") {
  const auto batch = mixed({.mixup = .4}, 3);
  const auto logits = wave({count, count}, .3).to(torch::kFloat32);
  for (const double smoothing : {0., .1}) {
    const auto task = task_of("{label_smoothing: " + std::to_string(smoothing) + "}",
                              classes(static_cast<std::size_t>(count)));
    const auto smooth = batch.targets.only() * (1 - smoothing) + smoothing / count;
    const auto expected = -(smooth * logits.log_softmax(1)).sum(1).mean();
    CHECK(task->loss(logits, batch.targets.only()).item<double>() ==
          Approx(expected.item<double>()).epsilon(1e-6));
    Meter meter(*task);
    meter.add(batch.targets.only(), batch.targets.only(), 1);
    CHECK(meter.result().find("accuracy") == 1.);
  }
}

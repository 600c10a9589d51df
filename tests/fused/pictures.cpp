// Networks of pictures the fast way beside their layers' own.
#include "fused/both_ways.h"
#include "fused/dropped.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// (Waves are so alike in all places that whole channels of a batch norm have no variance.)
Batch noise_batch(std::int64_t rows, Shape picture) {
  picture.insert(picture.begin(), rows);
  torch::manual_seed(static_cast<std::uint64_t>(rows));
  return {torch::randn(picture), torch::arange(rows) % 4};
}

/// The largest differences after updates with batches of two sizes.
void train_alike(const std::string& layers, const Shape& picture, double times = 1) {
  const auto found = differences(layers, picture, "classification", facts_of(4),
                                 {noise_batch(9, picture), noise_batch(6, picture)});
  CAPTURE(layers, found.loss, found.numbers);
  CHECK(found.loss < 1e-6 * times);
  CHECK(found.numbers < 1e-5 * times);
}

std::string conv(const std::string& settings) { return "conv2d: {" + settings + "}"; }

}  // namespace

TEST_CASE("a network of pictures trains as its layers do") {
  // Channels that fill blocks of 8 and 16, and such that do not; windows of every kind.
  train_alike("[" + conv("out_channels: 16, kernel_size: 3, padding: same") +
                  ", relu, max_pool2d: 2, " + conv("out_channels: 32, kernel_size: 3") +
                  ", relu, flatten, linear: 20, relu, linear: 4]",
              {3, 13, 12});
  train_alike("[" +
                  conv("out_channels: 5, kernel_size: [3, 2], stride: 2, padding: 1, bias: false") +
                  ", relu, dropout: .3, " + conv("out_channels: 7, kernel_size: 2, dilation: 2") +
                  ", relu, flatten, dropout: .5, linear: 4]",
              {1, 16, 14});
  train_alike("[" + conv("out_channels: 8, kernel_size: 3, padding: same, stride: 2") +
                  ", max_pool2d: {kernel_size: 3, stride: 2, padding: same}, " +
                  conv("out_channels: 8, kernel_size: 3, groups: 2, padding: 1") +
                  ", relu, avg_pool2d: {kernel_size: 2, padding: same}, global_avg_pool2d, "
                  "linear: 4]",
              {4, 19, 18});
  train_alike("[" + conv("out_channels: 6, kernel_size: 3") +
                  ", relu, avg_pool2d: {kernel_size: 2, stride: 1, padding: 1}, max_pool2d: "
                  "{kernel_size: 2, ceil_mode: true}, flatten, linear: 4]",
              {2, 11, 12});
}

TEST_CASE("sums and batch norms of pictures train as their layers do") {
  const auto unit = [](const std::string& shortcut) {
    return "residual: {body: [" +
           conv("out_channels: 16, kernel_size: 3, padding: 1, bias: false") +
           ", batch_norm, relu, " +
           conv("out_channels: 16, kernel_size: 3, padding: 1, bias: false") +
           ", batch_norm], shortcut: [" + shortcut + "]}, relu, ";
  };
  train_alike("[" + conv("out_channels: 16, kernel_size: 3, padding: 1") +
                  ", batch_norm: {affine: false}, relu, " + unit("") +
                  unit(conv("out_channels: 16, kernel_size: 1, bias: false") + ", batch_norm") +
                  "global_avg_pool2d, linear: 4]",
              {3, 8, 8});
  // A shortcut around nothing, and one whose value a third reader has. (Its loss comes to be .1, of
  // which 1e-6 is a float's last bit.)
  train_alike("[" + conv("out_channels: 8, kernel_size: 1") +
                  ", residual: {body: [residual: {body: [relu]}]}, relu, flatten, linear: 4]",
              {3, 5, 5}, 2);
}

TEST_CASE("a network of pictures evaluates as its layers do") {
  const auto unit = "residual: {body: [" + conv("out_channels: 16, kernel_size: 3, padding: 1") +
                    ", batch_norm, relu, dropout: .5, " + conv("out_channels: 16, kernel_size: 1") +
                    ", batch_norm]}, relu, ";
  const auto inputs = noise_batch(7, {3, 12, 10}).inputs.only();
  CHECK(difference_in_evaluation(
            "[" + conv("out_channels: 16, kernel_size: 3") + ", relu, " + unit + unit +
                "max_pool2d: 2, " + conv("out_channels: 5, kernel_size: 2") +
                ", batch_norm: {affine: false}, flatten, dropout: .3, linear: 9, "
                "batch_norm, relu, linear: 4]",
            {3, 12, 10}, inputs) < 2e-6);
}

TEST_CASE("a network of pictures says which of its layers have no fast form") {
  const auto reason = [](const std::string& layers) {
    Net net(layers, {3, 12, 12});
    const auto made = chosen(tasks(), "classification")->make(facts_of(3));
    const auto path = fast_path(*net, *made);
    CHECK(!path.chain);
    return path.reason;
  };
  const auto first = "[" + conv("out_channels: 4, kernel_size: 3");
  CHECK(reason(first + ", local_response_norm, flatten, linear: 3]") ==
        "`local_response_norm_1` (local_response_norm) has no such form");
  CHECK(reason(first + ", tanh, flatten, linear: 3]") == "`tanh_1` (tanh) has no such form");
  CHECK(reason("[conv2d: {out_channels: 4, kernel_size: 3, freeze: true}, flatten, linear: 3]") ==
        "`conv2d_1` is frozen");
}

TEST_CASE("a chain leaves pictures that it is not made for to the layers") {
  Pair fast("[" + conv("out_channels: 4, kernel_size: 3") + ", relu, global_avg_pool2d, linear: 4]",
            {3, 8, 9}, "classification", facts_of(4), true, "{name: sgd, lr: .1}");
  const auto chain = fast_path(*fast.net, *fast.task).chain;
  CHECK(chain->takes(noise_batch(5, {3, 8, 9}).inputs.only()));
  CHECK(!chain->takes(noise_batch(5, {3, 9, 8}).inputs.only()));
  CHECK(!chain->takes(noise_batch(5, {3, 12, 12}).inputs.only()));
  CHECK(!chain->takes(noise_batch(5, {3, 8, 9}).inputs.only().transpose(2, 3)));
  fast.stepper.step(noise_batch(5, {3, 12, 12}), 1, Rates{.1});  // by the layers
  // A batch norm that would see one value of each channel.
  Pair norm("[" + conv("out_channels: 4, kernel_size: 8") + ", batch_norm, flatten, linear: 4]",
            {3, 8, 8}, "classification", facts_of(4), true, "{name: sgd, lr: .1}");
  CHECK_THROWS_WITH(norm.stepper.step(noise_batch(1, {3, 8, 8}), 1, Rates{.1}),
                    Catch::Contains("batch_norm cannot train on a single sample"));
}

TEST_CASE("a weight that is no number makes a loss that is none, either way") {
  for (const auto* layers :
       {"[conv2d: {out_channels: 4, kernel_size: 3}, relu, flatten, linear: 4]",
        "[conv2d: {out_channels: 4, kernel_size: 3}, max_pool2d: 2, relu, flatten, "
        "linear: 4]",
        "[flatten, linear: 5, relu, linear: 4]"})
    for (const bool fused : {true, false}) {
      CAPTURE(layers, fused);
      Pair pair(layers, {3, 8, 8}, "classification", facts_of(4), fused, "{name: sgd, lr: .1}");
      const torch::NoGradGuard no_gradients;
      weights_of(*pair.net).front().second.flatten()[0] = NAN;
      const torch::AutoGradMode gradients(true);
      const auto result = pair.stepper.step(noise_batch(6, {3, 8, 8}), 1, Rates{.1});
      CHECK(std::isnan(result.loss.item<double>()));
    }
}

TEST_CASE("dropout drops its share, other values each time, at places alone") {
  torch::manual_seed(7);
  const auto first = fused::Dropped::draw(.3), second = fused::Dropped::draw(.3);
  torch::manual_seed(7);
  const auto again = fused::Dropped::draw(.3);
  constexpr std::uint32_t count = 1 << 20;
  std::int64_t dropped = 0, both = 0, neighbours = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const bool here = first.at(i) == 0;
    REQUIRE(first.at(i) == again.at(i));
    dropped += here;
    both += here && second.at(i) == 0;
    neighbours += here && first.at(i + 1) == 0;
    if (!here) REQUIRE(first.at(i) == 1 / .7F);
  }
  // Within five deviations of independent draws.
  const auto near = [](std::int64_t found, double share) {
    const double deviation = std::sqrt(count * share * (1 - share));
    return std::abs(static_cast<double>(found) - count * share) < 5 * deviation;
  };
  CHECK(near(dropped, .3));
  CHECK(near(both, .09));
  CHECK(near(neighbours, .09));
  std::vector<float> values(1000, 1), out(1000);
  fused::drop(first, values.data(), out.data(), 1000, 3, 5);
  for (std::uint32_t i = 0; i < 1000; ++i) REQUIRE(out[i] == first.at(3 + 5 * i));
}

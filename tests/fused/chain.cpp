// The fast way of a step beside the layers' own: the same but for the last bits.
#include "fused/both_ways.h"

using namespace mlday;
using namespace mlday::test;

namespace {

void alike(const Differences& differences, double times = 1) {
  CAPTURE(differences.loss, differences.numbers);
  CHECK(differences.loss < 1e-6 * times);
  CHECK(differences.numbers < 1e-5 * times);
}

}  // namespace

TEST_CASE("a chain trains as its layers do") {
  const std::string sigmoid = "{name: classification, activation: sigmoid}";
  const auto two = std::vector{classes_batch(64, {2}, 2, .1), classes_batch(17, {2}, 2, .5)};
  alike(differences("[linear: 10, relu, linear: 5, relu, linear: 1]", {2}, sigmoid, facts_of(2),
                    two));
  const auto three = std::vector{classes_batch(64, {5}, 3, .1), classes_batch(13, {5}, 3, .5)};
  alike(differences("[linear: {out_features: 32, bias: false}, batch_norm, relu, linear: 3]", {5},
                    "classification", facts_of(3), three));
  alike(differences("[linear: 16, batch_norm: {affine: false}, tanh, linear: 3]", {5},
                    "classification", facts_of(3), three));
  alike(differences("[linear: 20, sigmoid, dropout: .4, linear: 9, leaky_relu: .1, linear: 3]", {5},
                    "classification", facts_of(3), three, "{name: adam, lr: .01}"));
  const auto pictures =
      std::vector{classes_batch(33, {3, 40, 40}, 4, .1), classes_batch(32, {3, 40, 40}, 4, .3)};
  alike(differences("[flatten, linear: 7, relu, linear: 4]", {3, 40, 40}, "classification",
                    facts_of(4), pictures));
  alike(differences("[linear: 8, tanh, linear: 2]", {6}, "regression", facts_of(0, 2),
                    {numbers_batch(50, 6, 2)}));
  alike(differences("[linear: 16, relu, linear: 3]", {5},
                    "{name: classification, label_smoothing: .15}", facts_of(3), three));
  const Batch labels{wave({30, 6}, .2).to(torch::kFloat32),
                     wave({30, 4}, .9).gt(0).to(torch::kFloat32)};
  alike(differences("[linear: 8, relu, linear: 4]", {6}, sigmoid, facts_of(0, 4), {labels}));
}

TEST_CASE("what is no chain says why") {
  const auto reason = [](const std::string& layers, const Shape& input,
                         const std::string& task = "classification") {
    Net net(layers, input);
    const auto made = chosen(tasks(), task)->make(facts_of(3));
    const auto path = fast_path(*net, *made);
    CHECK(!path.chain);
    return path.reason;
  };
  const std::string conv = "conv2d: {out_channels: 4, kernel_size: 3}";
  CHECK(reason("[" + conv + ", gelu, flatten, linear: 3]", {1, 8, 8}) ==
        "`gelu_1` (gelu) has no such form");
  CHECK(reason("[" + conv + "]", {1, 8, 8}) == "it ends with pictures");
  CHECK(reason("[linear: {out_features: 4, freeze: true}, linear: 3]", {5}) ==
        "`linear_1` is frozen");
  CHECK(reason("[linear: 3]", {5}, "{name: classification, focal_gamma: 2}") ==
        "the task's loss has no such form");
  CHECK(reason("[residual: {body: [linear: 5]}, linear: 3]", {5}) != "");
}

TEST_CASE("a chain leaves batches that it is not made for to the layers") {
  Pair fast("[linear: 4, batch_norm, linear: 3]", {5}, "classification", facts_of(3), true,
            "{name: sgd, lr: .1}");
  const auto chain = fast_path(*fast.net, *fast.task).chain;
  const auto batch = classes_batch(8, {5}, 3, .1);
  CHECK(chain->takes(batch.inputs.only(), batch.targets.only()));
  CHECK(!chain->takes(batch.inputs.only().to(torch::kFloat64), batch.targets.only()));
  CHECK(!chain->takes(batch.inputs.only().slice(0, 0, 1), batch.targets.only().slice(0, 0, 1)));
  CHECK(!chain->takes(batch.inputs.only(), wave({8, 3}, .1).to(torch::kFloat32)));
  CHECK_THROWS_WITH(
      fast.stepper.step({batch.inputs.only().slice(0, 0, 1), batch.targets.only().slice(0, 0, 1)},
                        1, Rates{.1}),
      Catch::Contains("batch_norm cannot train on a single sample"));
}

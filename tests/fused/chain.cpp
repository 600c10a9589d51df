// The fast way of a step beside the layers' own: the same but for the last bits.
#include "fused/chain.h"

#include "models/net.h"
#include "models/weights.h"
#include "optim/optimizer.h"
#include "tasks/task.h"
#include "torch_helpers.h"
#include "train/fast_path.h"
#include "train/step.h"

using namespace mlday;
using namespace mlday::test;

namespace {

DataFacts facts_of(std::int64_t classes, std::int64_t numbers = 0) {
  DataFacts facts;
  for (std::int64_t i = 0; i < classes; ++i) facts.class_names.push_back("c" + std::to_string(i));
  for (std::int64_t i = 0; i < numbers; ++i) facts.target_names.push_back("t" + std::to_string(i));
  return facts;
}

/// A net with what trains it, the fast way or the plain one.
struct Pair {
  Net net;
  std::unique_ptr<Task> task;
  Choice<OptimizerSettings> rule;
  Optimizer optimizer;
  Stepper stepper;

  Pair(const std::string& layers, const Shape& input, const std::string& task_yaml,
       const DataFacts& facts, bool fused, const std::string& rule_yaml)
      : net(layers, input),
        task(chosen(tasks(), task_yaml)->make(facts)),
        rule(chosen(optimizers(), rule_yaml)),
        optimizer(*rule, trained_parameters(*net)),
        stepper(*net, *task, optimizer,
                settings_of(training_spec(), fused ? "{}" : "{fused: false}")) {
    net->train();
  }
};

/// The largest differences over 50 updates: of the losses, relative to them (or to .1), and of the
/// outputs and the weights, relative to the largest.
struct Differences {
  double loss = 0, numbers = 0;
};

/// Trains both ways on the same batches.
Differences differences(const std::string& layers, const Shape& input, const std::string& task,
                        const DataFacts& facts, const std::vector<Batch>& batches,
                        const std::string& rule = "{name: sgd, lr: .05}") {
  Pair fast(layers, input, task, facts, true, rule), plain(layers, input, task, facts, false, rule);
  REQUIRE(fast_path(*fast.net, *fast.task).chain);
  Differences worst;
  const auto compare = [&](const torch::Tensor& a, const torch::Tensor& b) {
    REQUIRE(a.sizes() == b.sizes());
    const auto apart = (a - b).abs().max().item<double>();
    worst.numbers = std::max(worst.numbers, apart / std::max(1e-2, b.abs().max().item<double>()));
  };
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto& batch = batches[i % batches.size()];
    const auto a = fast.stepper.step(batch, i, Rates{.05});
    const auto b = plain.stepper.step(batch, i, Rates{.05});
    const auto loss = b.loss.item<double>();
    worst.loss = std::max(worst.loss, std::abs(a.loss.item<double>() - loss) / std::max(loss, .1));
    compare(a.outputs.values, b.outputs.values);
    CHECK(a.terms == b.terms);
    CHECK(a.samples == b.samples);
  }
  const auto weights = weights_of(*fast.net), others = weights_of(*plain.net);
  for (std::size_t i = 0; i < weights.size(); ++i)
    compare(weights[i].second.to(torch::kFloat64), others[i].second.to(torch::kFloat64));
  return worst;
}

Batch classes_batch(std::int64_t rows, const Shape& input, std::int64_t classes, double phase) {
  auto shape = input;
  shape.insert(shape.begin(), rows);
  // (Many features at once would make leaps of updates.)
  const auto scale = element_count(input) > 1000 ? .1 : 1;
  return {wave(shape, phase, scale).to(torch::kFloat32), torch::arange(rows) * 7 % classes};
}

Batch numbers_batch(std::int64_t rows, std::int64_t features, std::int64_t targets) {
  return {wave({rows, features}, .2).to(torch::kFloat32),
          wave({rows, targets}, .9).to(torch::kFloat32)};
}

}  // namespace

TEST_CASE("a chain trains as its layers do") {
  const auto alike = [](const Differences& differences, double times = 1) {
    CAPTURE(differences.loss, differences.numbers);
    CHECK(differences.loss < 1e-6 * times);
    CHECK(differences.numbers < 1e-5 * times);
  };
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
  CHECK(reason("[conv2d: {out_channels: 4, kernel_size: 3}, flatten, linear: 3]", {1, 8, 8}) ==
        "`conv2d_1` (conv2d) has no such form");
  CHECK(reason("[linear: {out_features: 4, freeze: true}, linear: 3]", {5}) ==
        "`linear_1` is frozen");
  CHECK(reason("[linear: 3]", {5}, "{name: classification, label_smoothing: .1}") ==
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

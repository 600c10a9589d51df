// One update, and thirty of them beside PyTorch's.
#include "train/step.h"

#include "models/net.h"
#include "torch_helpers.h"
#include "train/checkpoint.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// A network with what trains it.
struct Trainee {
  Net net;
  DataFacts facts;
  std::unique_ptr<Task> task = chosen(tasks(), "classification")->make({facts});
  Choice<OptimizerSettings> rule;
  Optimizer optimizer;
  Stepper stepper;

  Trainee(const std::string& layers, const Shape& input, const std::string& rule_yaml,
          const std::string& training = "{}", const std::string& regularizer = "{}")
      : net(layers, input),
        rule(chosen(optimizers(), rule_yaml)),
        optimizer(*rule, parameters()),
        stepper(*net, *task, optimizer, settings_of(training_spec(), training),
                settings_of(regularizer_spec(), regularizer)) {
    net->train();
  }
  NamedTensors parameters() {
    NamedTensors list;
    for (auto& parameter : net->named_parameters())
      list.emplace_back(parameter.key(), parameter.value());
    return list;
  }
  StepResult step_on(const Batch& batch, double lr, std::uint64_t seed) {
    return stepper.step(batch, seed, Rates{lr});
  }
};

/// The oracle's three batches, over and over.
Batch oracle_batch(std::int64_t number) {
  auto targets = torch::empty(8, torch::kInt64);
  for (std::int64_t i = 0; i < 8; ++i) targets[i] = (i * i + number) % 5;
  return {wave({8, 2, 7, 7}, .37 * static_cast<double>(number)).to(torch::kFloat32), targets};
}

std::string conv_net(const std::string& norm) {
  return "[conv2d: {out_channels: 4, kernel_size: 3, padding: same}, " + norm +
         "relu, max_pool2d: {kernel_size: 2, padding: same},"
         " conv2d: {out_channels: 6, kernel_size: 3}, relu, flatten, linear: 16, relu, linear: 5]";
}

constexpr auto with_dropout = "[linear: 64, relu, dropout: .5, linear: 5]";

Batch rows() { return {wave({16, 10}, 1).to(torch::kFloat32), torch::arange(16) % 5}; }

}  // namespace

TEST_CASE("gradients accumulate by symbols where the loss is a symbol's mean") {
  DataFacts facts;
  facts.is_text = true;
  facts.class_names = {"a", "b", "c", "d"};
  const auto task = chosen(tasks(), "language_model")->make({facts});
  const auto inputs = wave({2, 5, 3}, .3);
  const auto targets = torch::tensor({1, 3, 0, -100, -100, 2, 2, 1, 3, 0}).reshape({2, 5});
  const auto batch = [&](std::int64_t from, std::int64_t to) {
    return Batch{inputs.slice(0, from, to), targets.slice(0, from, to)};
  };
  const auto trained_on = [&](const std::vector<Batch>& batches) {
    Net net("[linear: 4]", {5, 3});
    net->to(torch::kFloat64);
    const auto rule = chosen(optimizers(), "{name: sgd, lr: .1}");
    Optimizer optimizer(*rule, trained_parameters(*net));
    Stepper stepper(*net, *task, optimizer,
                    settings_of(training_spec(), "{accumulate_grad_batches: 2}"));
    for (std::size_t i = 0; i < batches.size(); ++i)
      stepper.step(batches[i], 1,
                   i + 1 == batches.size() ? std::optional(Rates{.1}) : std::nullopt);
    return net->parameters().front().detach().clone();
  };
  CHECK(torch::allclose(trained_on({batch(0, 1), batch(1, 2)}), trained_on({batch(0, 2)}), 1e-12,
                        1e-12));
}

TEST_CASE("thirty updates of a small conv net follow PyTorch's loss") {
  at::set_num_threads(1);
  const auto expected = figures("training");
  for (const std::string figure : {"plain", "batch_norm"})
    for (const std::string fused : {"true", "false"}) {
      INFO(figure << ", fused: " << fused);
      Trainee trainee(conv_net(figure == "plain" ? "" : "batch_norm, "), {2, 7, 7},
                      "{name: adam, lr: 3e-3, fused: " + fused + "}");
      {
        const torch::NoGradGuard no_grad;
        double phase = 0;
        for (auto& [name, tensor] : trainee.parameters()) {
          ++phase;
          if (name.starts_with("batch_norm")) continue;
          const double fan = static_cast<double>(tensor[0].numel());
          auto target = tensor;
          target.copy_(
              wave(tensor.sizes().vec(), phase, tensor.dim() > 1 ? 1.5 / std::sqrt(fan) : .1));
        }
      }
      const std::vector<double> losses = expected.at(figure);
      REQUIRE(losses.size() == 30);
      double worst = 0;
      for (std::int64_t i = 0; i < 30; ++i) {
        const double loss = trainee.step_on(oracle_batch(i % 3), 3e-3, 1).loss.item<double>();
        const double wanted = losses[static_cast<std::size_t>(i)];
        worst = std::max(worst, std::abs(loss - wanted) / wanted);
      }
      CHECK(worst < 1e-5);
    }
}

TEST_CASE("a step is repeatable by its random seed, and another seed drops other values") {
  const auto run = [](std::uint64_t seed, int noise) {
    Trainee trainee(with_dropout, {10}, "{name: sgd, lr: .1, momentum: .9}");
    torch::rand(noise);  // what was drawn before must not matter
    const auto result = trainee.step_on(rows(), .1, seed);
    return std::make_tuple(result.outputs.values, result.loss.item<double>(),
                           copies_of(trainee.parameters()));
  };
  const auto [outputs, loss, weights] = run(7, 1);
  const auto [again, same_loss, same_weights] = run(7, 100);
  const auto [other, other_loss, other_weights] = run(8, 1);
  CHECK(same_bits(outputs, again));
  CHECK(loss == same_loss);
  for (std::size_t i = 0; i < weights.size(); ++i)
    CHECK(same_bits(weights[i].second, same_weights[i].second));
  CHECK_FALSE(torch::equal(outputs, other));
  CHECK(loss != other_loss);
}

TEST_CASE("a step gives the loss and outputs from before the update, and then updates") {
  Trainee trainee("[linear: 5]", {10}, "{name: sgd, lr: .1}", "{fused: false}");
  const auto batch = rows();
  torch::Tensor outputs;
  double loss = 0;
  {
    const torch::NoGradGuard no_grad;
    outputs = trainee.net->forward(batch.inputs.only()).values;
    loss = trainee.task->loss(outputs, batch.targets.only()).item<double>();
  }
  const auto first = trainee.step_on(batch, .1, 1);
  CHECK(same_bits(first.outputs.values, outputs));
  CHECK(first.loss.item<double>() == Approx(loss).epsilon(1e-6));
  CHECK_FALSE(first.outputs.values.requires_grad());
  CHECK(trainee.step_on(batch, .1, 1).loss.item<double>() < first.loss.item<double>());
}

TEST_CASE("gradients of one step do not reach into the next") {
  Trainee once("[linear: 5]", {10}, "{name: sgd, lr: .1}");
  Trainee twice("[linear: 5]", {10}, "{name: sgd, lr: .1}");
  twice.step_on(rows(), 0, 1);  // a rate of 0 changes nothing
  once.step_on(rows(), .1, 1);
  twice.step_on(rows(), .1, 1);
  const auto a = once.parameters(), b = twice.parameters();
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK(same_bits(a[i].second.detach(), b[i].second.detach()));
}

TEST_CASE("weights copied out are apart from the network, and go back in") {
  Trainee trainee("[linear: 4, batch_norm, linear: 5]", {10}, "{name: adam, lr: .1}");
  const auto before = copies_of(weights_of(*trainee.net));
  CHECK(before.size() == 6 + 3);  // parameters, then the statistics and their count
  trainee.step_on(rows(), .1, 1);
  const auto after = weights_of(*trainee.net);
  for (const auto i : {0u, 1u, 2u, 6u, 7u}) {
    INFO(before[i].first);
    CHECK_FALSE(torch::equal(before[i].second, after[i].second));
  }
  load_weights(weights_of(*trainee.net), before);
  for (std::size_t i = 0; i < before.size(); ++i)
    CHECK(same_bits(before[i].second, weights_of(*trainee.net)[i].second.detach()));
}

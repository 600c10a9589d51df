// A network trained the fast way, and the plain one.
#pragma once

#include "fused/chain.h"
#include "models/net.h"
#include "models/weights.h"
#include "optim/optimizer.h"
#include "tasks/task.h"
#include "torch_helpers.h"
#include "train/fast_path.h"
#include "train/step.h"

namespace mlday::test {

inline DataFacts facts_of(std::int64_t classes, std::int64_t numbers = 0) {
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
inline Differences differences(const std::string& layers, const Shape& input,
                               const std::string& task, const DataFacts& facts,
                               const std::vector<Batch>& batches,
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
    const auto& targets = batch.targets.only();
    const bool of_steps = targets.scalar_type() == torch::kInt64 && targets.dim() == 2;
    const auto asked = of_steps ? targets.ne(no_symbol).unsqueeze(2) : torch::ones({1});
    compare(a.outputs.values * asked, b.outputs.values * asked);
    CHECK(a.terms == b.terms);
    CHECK(a.samples == b.samples);
  }
  const auto weights = weights_of(*fast.net), others = weights_of(*plain.net);
  for (std::size_t i = 0; i < weights.size(); ++i)
    compare(weights[i].second.to(torch::kFloat64), others[i].second.to(torch::kFloat64));
  return worst;
}

/// The largest difference of the outputs in evaluation, relative to the largest of them.
inline double difference_in_evaluation(const std::string& layers, const Shape& input,
                                       const torch::Tensor& inputs) {
  Net net(layers, input);
  const torch::NoGradGuard no_gradients;
  net->train();
  net->forward(inputs);  // for running statistics
  net->eval();
  const auto chain = fast_forward(*net).chain;
  REQUIRE(chain);
  REQUIRE(chain->takes(inputs));
  const auto wanted = net->forward(inputs).values, found = chain->infer(inputs);
  REQUIRE(found.sizes() == wanted.sizes());
  // What was handed out stays as it is.
  const auto kept = found.clone();
  chain->infer(inputs.clone());
  CHECK(torch::equal(found, kept));
  return ((found - wanted).abs().max() / wanted.abs().max()).item<double>();
}

inline Batch classes_batch(std::int64_t rows, const Shape& input, std::int64_t classes,
                           double phase) {
  auto shape = input;
  shape.insert(shape.begin(), rows);
  // (Many features at once would make leaps of updates.)
  const auto scale = element_count(input) > 1000 ? .1 : 1;
  return {wave(shape, phase, scale).to(torch::kFloat32), torch::arange(rows) * 7 % classes};
}

inline Batch numbers_batch(std::int64_t rows, std::int64_t features, std::int64_t targets) {
  return {wave({rows, features}, .2).to(torch::kFloat32),
          wave({rows, targets}, .9).to(torch::kFloat32)};
}

}  // namespace mlday::test

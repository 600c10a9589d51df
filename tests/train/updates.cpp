// What goes around an optimizer's rule, beside PyTorch's in float64.
#include "models/net.h"
#include "run/experiment.h"
#include "torch_helpers.h"
#include "train/step.h"
#include "train/weight_average.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// The oracle's net.
struct OracleTrainee {
  Net net{"[linear: 5, relu, linear: 3]", {6}};
  DataFacts facts;
  std::unique_ptr<Task> task = chosen(tasks(), "classification")->make({facts});
  Choice<OptimizerSettings> rule = chosen(optimizers(), "{name: sgd, lr: .5, momentum: .5}");
  std::int64_t accumulate;
  std::optional<Optimizer> optimizer;
  std::optional<Stepper> stepper;
  std::vector<double> losses, penalties;

  explicit OracleTrainee(const std::string& training = "{}",
                         const std::string& regularizer = "{}") {
    const torch::NoGradGuard no_grad;
    net->to(torch::kFloat64);
    double phase = 0;
    for (auto& [name, parameter] : parameters())
      torch::Tensor(parameter).copy_(wave(parameter.sizes().vec(), ++phase, .6));
    const auto settings = settings_of(training_spec(), training);
    accumulate = settings.accumulate_grad_batches;
    optimizer.emplace(*rule, parameters());
    stepper.emplace(*net, *task, *optimizer, settings,
                    settings_of(regularizer_spec(), regularizer));
  }

  NamedTensors parameters() {
    NamedTensors list;
    for (auto& parameter : net->named_parameters())
      list.emplace_back(parameter.key(), parameter.value());
    return list;
  }

  /// The update's loss is the mean over its samples, like the oracle's.
  void update(std::int64_t number, WeightAverage* average = nullptr) {
    double loss = 0;
    std::int64_t samples = 0;
    for (std::int64_t i = 0; i < accumulate; ++i) {
      const bool last = i + 1 == accumulate;
      const auto batch = oracle_batch(number * accumulate + i, last && accumulate > 1 ? 4 : 7);
      const auto result = stepper->step(batch, 1, last ? std::optional(Rates{.5}) : std::nullopt);
      loss += result.loss.item<double>() * static_cast<double>(batch.samples());
      samples = result.samples;
      if (last) penalties.push_back(result.penalty.defined() ? result.penalty.item<double>() : 0);
    }
    losses.push_back(loss / static_cast<double>(samples));
    if (average) average->updated(number + 1);
  }

  static Batch oracle_batch(std::int64_t number, std::int64_t size) {
    auto targets = torch::empty(size, torch::kInt64);
    for (std::int64_t i = 0; i < size; ++i) targets[i] = (i * i + number) % 3;
    return {wave({size, 6}, .37 * static_cast<double>(number), 2), targets};
  }
};

constexpr const char* figure_names[] = {"w1", "b1", "w2", "b2"};

void check_weights(const NamedTensors& tensors, const nlohmann::json& expected) {
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    INFO(figure_names[i]);
    CHECK(deviation(tensors[i].second, expected.at(figure_names[i])) < 1e-10);
  }
}

torch::Tensor row(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64);
}

}  // namespace

TEST_CASE("clipping, regularizers and accumulation are PyTorch's over 50 updates") {
  struct Case {
    const char *figure, *training, *regularizer;
  };
  const auto expected = figures("updates");
  for (const auto& [figure, training, regularizer] :
       {Case{"plain", "{}", "{}"}, Case{"clip_norm", "{gradient_clip: .3}", "{}"},
        Case{"clip_norm", "{gradient_clip: {norm: .3}}", "{}"},
        Case{"clip_value", "{gradient_clip: {value: .05}}", "{}"}, Case{"l2", "{}", "{l2: .7}"},
        Case{"l1_l2", "{}", "{l1: .2, l2: .3}"},
        Case{"l2_clip_norm", "{gradient_clip: .3}", "{l2: 2}"},
        Case{"accumulate", "{accumulate_grad_batches: 3}", "{}"},
        Case{"accumulate_l2", "{accumulate_grad_batches: 3}", "{l2: .7}"}}) {
    INFO(figure << " " << training << " " << regularizer);
    OracleTrainee trainee(training, regularizer);
    for (std::int64_t i = 0; i < 50; ++i) trainee.update(i);
    const auto& wanted = expected.at(figure);
    check_weights(trainee.parameters(), wanted);
    CHECK(deviation(row(trainee.losses), wanted.at("losses")) < 1e-10);
    if (std::string(regularizer) == "{}")
      CHECK(row(trainee.penalties).eq(0).all().item<bool>());
    else
      CHECK(deviation(row(trainee.penalties), wanted.at("penalties")) < 1e-10);
  }
}

TEST_CASE("the moving average is PyTorch's, and takes the weights' place only for a while") {
  OracleTrainee trainee;
  WeightAverage average(*trainee.net, .9);
  for (std::int64_t i = 0; i < 50; ++i) trainee.update(i, &average);
  check_weights(average.averages(), figures("updates").at("ema"));
  const auto inputs = OracleTrainee::oracle_batch(1, 7).inputs;
  const auto outputs = [&] { return trainee.net->forward(inputs).values.detach(); };
  const auto raw = outputs();
  {
    const WeightAverage::InPlace in_place(average);
    check_weights(trainee.parameters(), figures("updates").at("ema"));
    CHECK_FALSE(torch::allclose(outputs(), raw));
  }
  CHECK(same_bits(outputs(), raw));
  check_weights(trainee.parameters(), figures("updates").at("plain"));
  trainee.update(50, &average);  // the optimizer still changes the network's own weights
  CHECK_FALSE(torch::equal(outputs(), raw));
}

TEST_CASE("biases and the factors of a norm cost nothing") {
  Net net("[linear: 4, batch_norm, linear: {out_features: 3, bias: false}]", {6});
  std::vector<torch::Tensor> parameters;
  for (auto& parameter : net->named_parameters()) {
    auto tensor = parameter.value();
    {
      const torch::NoGradGuard no_grad;
      tensor.fill_(2);
    }
    tensor.mutable_grad() = torch::zeros_like(tensor);
    parameters.push_back(tensor);
  }
  const double penalty = regularize({.l1 = 0, .l2 = .5}, parameters, 10).item<double>();
  CHECK(penalty == Approx(.5 / 20 * 4 * (24 + 12)));
  for (const auto& parameter : parameters) {
    const double wanted = parameter.dim() > 1 ? .5 / 10 * 2 : 0;
    CHECK(parameter.grad().sub(wanted).abs().max().item<double>() < 1e-7);
  }
}

TEST_CASE("a norm's factors cost nothing, whatever their shape") {
  Net net("[reshape: [3, 2, 2], layer_norm, flatten, {linear: {out_features: 3, bias: false}}]",
          {12});
  const auto named = net->named_parameters();
  {
    const torch::NoGradGuard no_grad;
    for (const auto& parameter : named) torch::Tensor(parameter.value()).fill_(2);
  }
  NamedTensors trained;
  for (const auto& parameter : named) trained.emplace_back(parameter.key(), parameter.value());
  const auto task = chosen(tasks(), "classification")->make({DataFacts{}});
  const auto rule = chosen(optimizers(), "{name: sgd, lr: .1}");
  Optimizer optimizer(*rule, trained);
  Stepper stepper(*net, *task, optimizer, {}, {.l1 = 0, .l2 = 30});
  const Batch batch{torch::ones({5, 12}), torch::zeros({5}, torch::kInt64)};
  const auto penalty = stepper.step(batch, 1, Rates{0}).penalty.item<double>();
  CHECK(penalty == Approx(30. / (2 * 5) * 4 * 36));
}

TEST_CASE("training settings that make no sense are refused") {
  for (const auto* yaml :
       {"{gradient_clip: 0}", "{gradient_clip: {value: -1}}", "{accumulate_grad_batches: 0}",
        "{ema_decay: 1}", "{ema_decay: 0}", "{clipnorm: 1}", "{gradient_clip: {clipvalue: 1}}"}) {
    INFO(yaml);
    CHECK_THROWS_AS(settings_of(training_spec(), yaml), Error);
  }
  CHECK_THROWS_AS(settings_of(regularizer_spec(), "{l2: -1}"), Error);
  CHECK_THROWS_WITH(settings_of(training_spec(), "{gradient_clip_val: 1}"),
                    ContainsSubstring("gradient_clip"));
}

TEST_CASE("a team's update is that of all its batches, each sample counting the same") {
  // The other member has the same batch, so that sums are twice this one's.
  struct Twins : Team {
    int size() const override { return 2; }
    void sum(const std::vector<torch::Tensor>& tensors) override {
      for (const auto& tensor : tensors) torch::Tensor(tensor).mul_(2);
    }
  };
  Twins twins;
  OracleTrainee alone, together;
  Stepper stepper(*together.net, *together.task, *together.optimizer, {}, {}, {.team = &twins});
  for (std::int64_t i = 0; i < 3; ++i) {
    alone.update(i);
    const auto result = stepper.step(OracleTrainee::oracle_batch(i, 7), 1, Rates{.5});
    CHECK(result.samples == 14);
  }
  const auto expected = alone.parameters(), found = together.parameters();
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(torch::allclose(found[i].second, expected[i].second, 1e-12, 1e-12));
}

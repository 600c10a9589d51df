// Networks on paper, and how their weights start.
#include "models/plan.h"

#include <ATen/CPUGeneratorImpl.h>

#include "models/net.h"
#include "run/experiment.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

const std::filesystem::path source =
    std::filesystem::path(MLDAY_FIGURES).parent_path().parent_path();

std::vector<std::string> names(const Plan& plan) {
  std::vector<std::string> result;
  for (const auto& layer : plan.layers) result.push_back(layer.name);
  return result;
}

std::string plan_refusal(const std::string& yaml, const Shape& input) {
  const auto list = layer_list(yaml);
  try {
    plan_layers(list, input);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

/// A weight of 400 x 300 filled by an initializer, fans 300 and 400, or one of four dimensions.
torch::Tensor filled(const std::string& yaml, const Shape& shape = {400, 300}) {
  auto values = torch::full(shape, NAN, torch::kFloat32);
  const auto fans = fans_of(values);
  chosen(initializers(), yaml)->fill(values, fans, at::detail::createCPUGenerator(7));
  return values;
}

double mean_of(const torch::Tensor& values) {
  return values.to(torch::kFloat64).mean().item<double>();
}
double deviation_of(const torch::Tensor& values) {
  return values.to(torch::kFloat64).std().item<double>();
}
double largest_of(const torch::Tensor& values) { return values.abs().max().item<double>(); }

/// A uniform start: within the bound, up to it, around zero, of a uniform's deviation.
void check_uniform(const std::string& yaml, double bound, const Shape& shape = {400, 300}) {
  INFO(yaml << " within " << bound);
  const auto values = filled(yaml, shape);
  const double count = static_cast<double>(values.numel());
  CHECK(largest_of(values) <= bound * (1 + 1e-6));
  CHECK(largest_of(values) > bound * .999);
  CHECK(std::abs(mean_of(values)) < 5 * bound / std::sqrt(3 * count));
  CHECK(deviation_of(values) == Approx(bound / std::sqrt(3)).epsilon(.01));
}

/// A normal start: around zero, of this deviation, with the tails that a truncated one lacks.
void check_normal(const std::string& yaml, double deviation, const Shape& shape = {400, 300}) {
  INFO(yaml << " of deviation " << deviation);
  const auto values = filled(yaml, shape);
  const double count = static_cast<double>(values.numel());
  CHECK(std::abs(mean_of(values)) < 5 * deviation / std::sqrt(count));
  CHECK(deviation_of(values) == Approx(deviation).epsilon(.02));
  const double beyond_two =
      values.abs().gt(2 * deviation).to(torch::kFloat64).mean().item<double>();
  CHECK(beyond_two == Approx(.0455).epsilon(.1));
}

}  // namespace

TEST_CASE("layers are named by kind and number, or as the config says") {
  const auto list = layer_list(
      "[conv2d: {out_channels: 2, kernel_size: 3, padding: same}, relu,"
      " conv2d: {name: second, out_channels: 2, kernel_size: 3, padding: same}, relu,"
      " conv2d: {out_channels: 2, kernel_size: 3, padding: same}, flatten, linear: 3]");
  CHECK(names(plan_layers(list, {1, 6, 6})) ==
        std::vector<std::string>{"conv2d_1", "relu_1", "second", "relu_2", "conv2d_2", "flatten_1",
                                 "linear_1"});
}

TEST_CASE("a number that a config's own name has taken is passed over") {
  const auto list = layer_list("[relu: {name: relu_1}, relu]");
  CHECK(names(plan_layers(list, {4})) == std::vector<std::string>{"relu_1", "relu_2"});
  const auto within =
      layer_list("[linear: {name: linear_1.first, out_features: 8}, relu, linear: 2]");
  CHECK(plan_layers(within, {3}).layers.back().name == "linear_2");
}

TEST_CASE("a repeat stands for its layers, each time with weights of their own") {
  Net net("[{repeat: 2, layers: [{repeat: 2, layers: [linear: 4]}, relu]}]", {4});
  CHECK(names(net->plan()) == std::vector<std::string>{"linear_1", "linear_2", "relu_1", "linear_3",
                                                       "linear_4", "relu_2"});
  const auto parameters = net->named_parameters();
  REQUIRE(parameters.size() == 8);
  CHECK_FALSE(torch::equal(parameters["linear_1.weight"], parameters["linear_2.weight"]));
}

TEST_CASE("a plan adds up what its layers hold and cost") {
  const auto list =
      layer_list("[conv2d: {out_channels: 4, kernel_size: 3}, batch_norm, flatten, linear: 10]");
  const auto plan = plan_layers(list, {3, 6, 8});
  CHECK(plan.output() == Shape{10});
  CHECK(plan.layers[0].output == Shape{4, 4, 6});
  const auto total = plan.total();
  CHECK(total.parameters == (4 * 3 * 9 + 4) + 2 * 4 + (96 * 10 + 10));
  CHECK(total.statistics == 2 * 4);
  CHECK(total.multiply_adds == 4 * 3 * 9 * 24 + 96 + 960);
}

TEST_CASE("a layer that does not fit is refused with its place, its input and a remedy") {
  const auto large = plan_refusal("[relu, conv2d: {out_channels: 2, kernel_size: 7}]", {1, 5, 9});
  CHECK_THAT(large, ContainsSubstring("layer 2, `conv2d_1`"));
  CHECK_THAT(large, ContainsSubstring("7 x 7"));
  CHECK_THAT(large, ContainsSubstring("5 x 9"));
  CHECK_THAT(large, ContainsSubstring("padding: same"));
  CHECK_THAT(plan_refusal("[conv2d: {out_channels: 2, kernel_size: 3, dilation: 3}]", {1, 6, 6}),
             ContainsSubstring("larger than its input"));
  CHECK_THAT(plan_refusal("[linear: 5]", {3, 8, 8}), ContainsSubstring("flatten"));
  CHECK_THAT(plan_refusal("[flatten, max_pool2d: 2]", {3, 8, 8}),
             ContainsSubstring("needs a picture"));
  CHECK_THAT(plan_refusal("[conv2d: {out_channels: 4, kernel_size: 1, groups: 3}]", {3, 8, 8}),
             ContainsSubstring("groups"));
  CHECK_THAT(plan_refusal("[max_pool2d: {kernel_size: 2, padding: 2}]", {3, 8, 8}),
             ContainsSubstring("padding"));
  CHECK_THAT(plan_refusal("[relu: {name: a}, linear: {name: a, out_features: 2}]", {3}),
             ContainsSubstring("two layers are called `a`"));
  CHECK_THAT(plan_refusal("[{repeat: 2, layers: [linear: {name: a, out_features: 2}]}]", {3}),
             ContainsSubstring("two layers are called `a`"));
}

TEST_CASE("a layer refuses settings that make no sense") {
  for (const auto* yaml :
       {"[conv2d: {kernel_size: 3}]", "[conv2d: {out_channels: 2}]",
        "[conv2d: {out_channels: 0, kernel_size: 3}]",
        "[conv2d: {out_channels: 2, kernel_size: 0}]",
        "[conv2d: {out_channels: 2, kernel_size: 3, padding: half}]",
        "[conv2d: {out_channels: 2, kernel_size: 3, padding: -1}]", "[dropout: 1.5]",
        "[dropout: -.1]", "[linear]", "[linear: 0]", "[max_pool2d]",
        "[max_pool2d: {kernel_size: 2, stride: 0}]", "[batch_norm: {eps: 0}]", "[softmaxx]",
        "[{repeat: 0, layers: [relu]}]"}) {
    INFO(yaml);
    CHECK_THROWS_AS(layer_list(yaml), Error);
  }
}

TEST_CASE("a tap sees what every layer takes and makes, in order") {
  Net net("[linear: 3, relu, linear: 2]", {4});
  std::vector<std::string> seen;
  torch::Tensor last;
  const auto output =
      net->forward(torch::ones({5, 4}),
                   [&](const PlannedLayer& layer, const Field& taken, const Field& made) {
                     seen.push_back(layer.name + ": " + shape_text(taken.values.sizes().vec()) +
                                    " to " + shape_text(made.values.sizes().vec()));
                     last = made.values;
                   })
          .values;
  CHECK(seen == std::vector<std::string>{"linear_1: 5 x 4 to 5 x 3", "relu_1: 5 x 3 to 5 x 3",
                                         "linear_2: 5 x 3 to 5 x 2"});
  CHECK(same_bits(last, output));
}

TEST_CASE("day 64's network has the journal's parameters and sizes") {
  const auto config =
      resolve_config({.path = (source / "configs" / "day64_gtsrb.yaml").string(), .settings = {}});
  const auto& experiment = config.experiment;
  const auto plan = experiment.model->plan(experiment.dataset->facts()->input().shape, 43);
  CHECK(plan.total().parameters == 25'784'779);
  CHECK(plan.inputs[0].shape == Shape{3, 30, 30});
  CHECK(plan.output() == Shape{43});
  std::vector<Shape> pooled;
  for (const auto& layer : plan.layers) {
    if (layer.kind == "max_pool2d") pooled.push_back(layer.output);
    if (layer.kind == "flatten") CHECK(layer.output == Shape{2048});
  }
  CHECK(pooled == std::vector<Shape>{{32, 15, 15}, {64, 8, 8}, {128, 4, 4}});
  CHECK(names(plan)[3] == "relu_2");
}

TEST_CASE("every architecture's and initializer's kind and keys are documented, each key once") {
  CHECK(documentation_gaps(architectures()) == "");
  CHECK(documentation_gaps(initializers()) == "");
  CHECK(documentation_gaps(init_spec(), "init") == "");
}

TEST_CASE("every initializer fills all of a weight, and the same from the same seed") {
  for (const auto* spec : initializers().specs()) {
    INFO(spec->name());
    const auto values = filled(spec->name());
    CHECK(values.isfinite().all().item<bool>());
    CHECK(same_bits(values, filled(spec->name())));
  }
}

TEST_CASE("initializers keep their bounds, means and deviations") {
  check_uniform("glorot_uniform", std::sqrt(6.0 / (300 + 400)));
  check_uniform("he_uniform", std::sqrt(6.0 / 300));
  check_uniform("torch", 1 / std::sqrt(300.0));
  check_uniform("uniform", .05);
  check_uniform("uniform: .2", .2);
  check_normal("glorot_normal", std::sqrt(2.0 / (300 + 400)));
  check_normal("he_normal", std::sqrt(2.0 / 300));
  check_normal("lecun_normal", std::sqrt(1.0 / 300));
  check_uniform("lecun_uniform", std::sqrt(3.0 / 300));
  check_normal("normal", .05);
  check_normal("normal: {std: .3}", .3);
  CHECK(same_bits(filled("zeros"), torch::zeros({400, 300})));
  CHECK(same_bits(filled("constant: .5"), torch::full({400, 300}, .5f)));
}

TEST_CASE("truncated normals stay within two deviations; scaled ones keep their deviation") {
  const auto plain = filled("normal: {std: .1, truncated: true}");
  CHECK(largest_of(plain) <= .2);
  CHECK(largest_of(plain) > .199);
  CHECK(deviation_of(plain) == Approx(.1 * .87962566).epsilon(.01));
  const double he = std::sqrt(2.0 / 300);
  const auto scaled = filled("he_normal: {truncated: true}");
  CHECK(deviation_of(scaled) == Approx(he).epsilon(.01));
  CHECK(largest_of(scaled) <= 2 * he / .87962566 * (1 + 1e-6));
}

TEST_CASE("orthogonal weights have rows or columns at right angles") {
  const auto tall = filled("orthogonal", {40, 30}).to(torch::kFloat64);
  CHECK(torch::allclose(tall.t().matmul(tall), torch::eye(30, torch::kFloat64), 0, 1e-5));
  const auto wide = filled("orthogonal: 2", {8, 3, 2, 2}).to(torch::kFloat64).flatten(1);
  CHECK(torch::allclose(wide.matmul(wide.t()), 4 * torch::eye(8, torch::kFloat64), 0, 1e-5));
}

TEST_CASE("a convolution's fans count its window, as Keras and PyTorch count them") {
  const Shape shape{64, 32, 3, 5};  // fan in 32 * 15, fan out 64 * 15
  check_uniform("glorot_uniform", std::sqrt(6.0 / (32 * 15 + 64 * 15)), shape);
  check_normal("he_normal", std::sqrt(2.0 / (32 * 15)), shape);
  check_uniform("torch", 1 / std::sqrt(32 * 15.0), shape);
}

TEST_CASE(
    "a network starts by its settings: weights, biases, and normalization by ones and zeros") {
  const auto list = layer_list(
      "[conv2d: {out_channels: 8, kernel_size: 3}, batch_norm, flatten,"
      " linear: 50]");
  Network network(plan_layers(list, {4, 6, 6}));
  initialize(network, settings_of(init_spec(), "{weight: glorot_uniform, bias: {constant: .5}}"),
             1);
  const auto p = network.named_parameters();
  CHECK(same_bits(p["batch_norm_1.weight"].detach(), torch::ones(8)));
  CHECK(same_bits(p["batch_norm_1.bias"].detach(), torch::zeros(8)));
  CHECK(same_bits(p["conv2d_1.bias"].detach(), torch::full(8, .5f)));
  CHECK(same_bits(p["linear_1.bias"].detach(), torch::full(50, .5f)));
  const double conv_bound = std::sqrt(6.0 / (4 * 9 + 8 * 9)), row_bound = std::sqrt(6.0 / 178);
  CHECK(largest_of(p["conv2d_1.weight"]) <= conv_bound);
  CHECK(largest_of(p["conv2d_1.weight"]) > .95 * conv_bound);
  CHECK(largest_of(p["linear_1.weight"]) <= row_bound);
  CHECK(largest_of(p["linear_1.weight"]) > .99 * row_bound);
  CHECK(p["linear_1.weight"].requires_grad());
}

TEST_CASE("PyTorch's start bounds a bias by the fan of its weight") {
  Net net("[linear: 5000]", {100});
  const auto bias = net->named_parameters()["linear_1.bias"];
  CHECK(largest_of(bias) <= .1);
  CHECK(largest_of(bias) > .099);
}

TEST_CASE("a change in one layer leaves the others' start as it was; another seed changes all") {
  Net a("[linear: 6, relu, linear: 6, linear: 3]", {6}, 5);
  Net b(
      "[linear: 6, relu, linear: {name: other, out_features: 6}, linear: {name: linear_3,"
      " out_features: 3}]",
      {6}, 5);
  Net c("[linear: 6, relu, linear: 6, linear: 3]", {6}, 6);
  const auto p = a->named_parameters(), q = b->named_parameters(), r = c->named_parameters();
  for (const auto* name :
       {"linear_1.weight", "linear_1.bias", "linear_3.weight", "linear_3.bias"}) {
    INFO(name);
    CHECK(same_bits(p[name], q[name]));
    CHECK_FALSE(torch::equal(p[name], r[name]));
  }
  CHECK_FALSE(torch::equal(p["linear_2.weight"], q["other.weight"]));
  CHECK_FALSE(torch::equal(p["linear_1.weight"], p["linear_2.weight"]));
}

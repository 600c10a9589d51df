// mlday gradcheck's arithmetic: right gradients pass, a wrong sign is found and named, kinks are
// left out, a bias right before batch norm passes by the floor.
#include "train/gradient_check.h"

#include "models/net.h"
#include "tasks/task_of.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// y = x * w, element by element, whose gradient by w has the wrong sign.
class FlippedModule : public UnaryModule {
 public:
  explicit FlippedModule(std::int64_t features) {
    weight_ = register_parameter("weight", torch::linspace(.5, 1.5, features));
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    return input * (2 * weight_.detach() - weight_);
  }

 private:
  torch::Tensor weight_;
};

struct Flipped : Layer {
  Shape output(const Shape& input) const override { return input; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override {
    return std::make_shared<FlippedModule>(input.front());
  }
};

Batch batch_of(const Shape& input, std::int64_t classes) {
  Shape shape{6};
  shape.insert(shape.end(), input.begin(), input.end());
  return {wave(shape, .4), torch::arange(6) % classes};
}

std::vector<TensorCheck> check(Network& network, const Shape& input,
                               const GradientCheck& how = {}) {
  network.to(torch::kFloat64);
  const auto task = task_of("classification", classes(3));
  return check_gradients(network, *task, batch_of(input, 3), how);
}

void check_passes(const std::string& layers, const Shape& input) {
  INFO(layers);
  Net net(layers, input);
  const auto before = net->parameters().front().detach().to(torch::kFloat64, false, true);
  std::int64_t checked = 0;
  for (const auto& tensor : check(*net, input)) {
    INFO(tensor.name << ": " << tensor.difference);
    CHECK(tensor.passed);
    checked += tensor.checked;
  }
  CHECK(checked > 20);
  CHECK(same_bits(net->parameters().front().detach(), before));
}

}  // namespace

TEST_CASE("right gradients pass: convolutions, recurrent layers, norms, dropout") {
  check_passes(
      "[conv2d: {out_channels: 4, kernel_size: 3, padding: same}, relu, max_pool2d: 2, dropout: "
      ".5, "
      "flatten, linear: 3]",
      {2, 8, 8});
  check_passes("[lstm: 4, flatten, linear: 3]", {5, 3});
  check_passes(
      "[conv2d: {out_channels: 3, kernel_size: 3}, batch_norm, leaky_relu, global_max_pool2d, "
      "linear: 3]",
      {2, 6, 6});
}

TEST_CASE("nothing is dropped within recurrent layers either") {
  check_passes("[lstm: {hidden_size: 4, num_layers: 2, dropout: .5}, flatten, linear: 3]", {5, 3});
}

TEST_CASE("kinks of a max pool in a branch are those of its own input") {
  const auto kinks_of = [](const std::string& layers) {
    Net net("[conv2d: {out_channels: 2, kernel_size: 1}, " + layers + ", flatten, linear: 3]",
            {2, 4, 4});
    std::int64_t kinks = 0;
    for (const auto& tensor : check(*net, {2, 4, 4}, {.eps = .3, .tolerance = 1}))
      if (tensor.name == "conv2d_1.weight") kinks += tensor.kinks;
    return kinks;
  };
  const auto alone = kinks_of("max_pool2d: 2");
  CHECK(alone > 0);
  // Planned right after a layer of another branch, whose output it does not take.
  CHECK(kinks_of("branches: [[conv2d: {out_channels: 2, kernel_size: 2, stride: 2}, tanh], "
                 "[max_pool2d: 2]]") == alone);
}

TEST_CASE("a bias right before batch norm has gradient zero, and passes by the floor") {
  const auto of_bias = [](const GradientCheck& how) {
    Net net("[linear: 5, batch_norm, tanh, linear: 3]", {4});
    const auto checks = check(*net, {4}, how);
    const auto bias = std::find_if(checks.begin(), checks.end(), [](const TensorCheck& tensor) {
      return tensor.name == "linear_1.bias";
    });
    REQUIRE(bias != checks.end());
    return *bias;
  };
  CHECK(of_bias({}).passed);
  CHECK(of_bias({}).difference > .01);
  CHECK_FALSE(of_bias({.floor = 0}).passed);
}

TEST_CASE("a gradient of the wrong sign fails, and its tensor alone is named") {
  auto list = layer_list("[linear: 4, tanh, linear: 3]");
  list.insert(list.begin() + 1, Choice<Layer>("flipped", std::make_shared<Flipped>()));
  Network network(plan_layers(list, {4}));
  initialize(network, settings_of(init_spec(), "{weight: torch, bias: torch}"), 1);
  std::vector<std::string> failed;
  for (const auto& tensor : check(network, {4}))
    if (!tensor.passed) failed.push_back(tensor.name);
  // The wrong factor stands in the way back to the layer before it, too.
  CHECK(std::find(failed.begin(), failed.end(), "flipped_1.weight") != failed.end());
  CHECK(std::find(failed.begin(), failed.end(), "linear_2.weight") == failed.end());
}

TEST_CASE("entries whose step crosses a kink are left out and counted") {
  Net net("[linear: 40, relu, linear: 3]", {4});
  std::int64_t kinks = 0;
  for (const auto& tensor : check(*net, {4}, {.eps = .3, .tolerance = 1})) kinks += tensor.kinks;
  CHECK(kinks > 0);
  Net smooth("[linear: 40, tanh, linear: 3]", {4});
  for (const auto& tensor : check(*smooth, {4}, {.eps = .3, .tolerance = 1}))
    CHECK(tensor.kinks == 0);
}

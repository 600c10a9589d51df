// Nets by name: their tensors' names and shapes, their layers' shapes and costs, as PyTorch's hooks
// see torchvision's nets (scripts/oracle/make_torchvision_figures.py).
#include <map>

#include "models/architecture.h"
#include "models/inspect.h"
#include "models/net.h"
#include "models/weights.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

Plan plan_of(const std::string& yaml, const Shape& input, std::int64_t classes = 1000) {
  return chosen(architectures(), yaml)->plan(input, classes);
}

std::string refusal(const std::string& yaml, const Shape& input) {
  try {
    plan_of(yaml, input);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

/// "vgg16 bn at 96" as a config says it.
std::string yaml_of(const std::string& net) {
  const auto kind = net.substr(0, net.find(' '));
  return "{architecture: " + kind +
         (net.find(" bn") == std::string::npos ? "}" : ", batch_norm: true}");
}

}  // namespace

TEST_CASE("nets by name are torchvision's: every layer's shape, parameters and multiply-adds") {
  const auto all = figures("torchvision");
  REQUIRE(all.size() >= 15);
  for (const auto& [net, expected] : all.items()) {
    INFO(net);
    const std::int64_t size = expected["size"];
    const auto plan = plan_of(yaml_of(net), {3, size, size}, expected["num_classes"]);
    CHECK(plan.total().parameters == expected["parameters"].get<std::int64_t>());
    std::map<std::string, const PlannedLayer*> by_name;
    for (const auto& layer : plan.layers) by_name[layer.name] = &layer;
    std::int64_t multiply_adds = 0;
    for (const auto& layer : expected["layers"]) {
      const std::string name = layer[0];
      INFO(name);
      REQUIRE(by_name.contains(name));
      CHECK(by_name[name]->output == layer[1].get<Shape>());
      CHECK(by_name[name]->cost.multiply_adds == layer[2].get<std::int64_t>());
      multiply_adds += layer[2].get<std::int64_t>();
    }
    CHECK(plan.total().multiply_adds == multiply_adds);
  }
}

TEST_CASE("the tensors of a net by name have torchvision's names and shapes") {
  // One of each family; building allocates them. The others differ in the plan alone.
  for (const auto* net : {"alexnet at 96", "vgg11 bn", "resnet18", "resnet50 at 64", "googlenet"}) {
    INFO(net);
    const auto all = figures("torchvision");
    const auto& expected = all.at(net);
    const std::int64_t size = expected["size"];
    const Network network(plan_of(yaml_of(net), {3, size, size}, expected["num_classes"]));
    std::map<std::string, Shape> tensors;
    for (const auto& [name, tensor] : weights_of(network)) tensors[name] = tensor.sizes().vec();
    CHECK(tensors == expected["tensors"].get<std::map<std::string, Shape>>());
  }
}

TEST_CASE("AlexNet as published has the paper's maps and its sixty million parameters") {
  const auto plan = plan_of("alexnet_paper", {3, 227, 227});
  CHECK(plan.total().parameters == 60'965'224);
  std::vector<Shape> maps;
  for (const auto& layer : plan.layers)
    if (layer.kind == "conv2d") maps.push_back(layer.output);
  CHECK(maps == std::vector<Shape>{
                    {96, 55, 55}, {256, 27, 27}, {384, 13, 13}, {384, 13, 13}, {256, 13, 13}});
}

TEST_CASE("LeNet-5 has the paper's maps, and takes 28 pixels with padding") {
  const auto plan = plan_of("lenet5", {1, 32, 32}, 10);
  CHECK(plan.layers[0].output == Shape{6, 28, 28});
  CHECK(plan.total().parameters == 156 + 2'416 + 48'120 + 10'164 + 850);
  CHECK(plan_of("{architecture: lenet5, pad: true}", {1, 28, 28}, 10).total().parameters ==
        plan.total().parameters);
  CHECK_THAT(refusal("lenet5", {1, 16, 16}), ContainsSubstring("c5"));
}

TEST_CASE("a perceptron flattens pictures and has the hidden layers that are asked for") {
  const auto plan = plan_of("{architecture: mlp, hidden: [25, 12]}", {3, 64, 64}, 6);
  CHECK(plan.total().parameters == 12288 * 25 + 25 + 25 * 12 + 12 + 12 * 6 + 6);
  CHECK(plan_of("{architecture: mlp, hidden: []}", {784}, 10).total().parameters == 7850);
}

TEST_CASE("width and number of classes are settings") {
  CHECK(plan_of("{architecture: resnet18, width: 32, num_classes: 7}", {3, 64, 64}).output() ==
        Shape{7});
  CHECK(plan_of("{architecture: resnet18, width: 32}", {3, 64, 64}).total().parameters <
        plan_of("resnet18", {3, 64, 64}).total().parameters / 3);
}

TEST_CASE("every net by name can be built, started and run on small pictures") {
  for (const auto* spec : architectures().specs()) {
    if (spec->name() == "layers") continue;
    INFO(spec->name());
    const bool is_large = spec->name().starts_with("vgg") || spec->name() == "resnet101" ||
                          spec->name() == "resnet152";
    if (is_large && spec->name() != "vgg11") continue;
    const Shape input = spec->name() == "lenet5" ? Shape{3, 32, 32} : Shape{3, 75, 75};
    const auto settings = chosen(architectures(), spec->name());
    Network network(settings->plan(input, 5));
    initialize(network, settings->init, 1);
    network.eval();
    const torch::NoGradGuard no_grad;
    auto batch = input;
    batch.insert(batch.begin(), 2);
    const auto output = network.forward(wave(batch, 1).to(torch::kFloat32)).values;
    CHECK(output.sizes().vec() == Shape{2, 5});
    CHECK(output.isfinite().all().item<bool>());
  }
}

TEST_CASE("patterns freeze layers, and one that fits nothing is refused") {
  const auto plan =
      plan_of("{architecture: resnet18, freeze: [conv1, bn1, 'layer?']}", {3, 64, 64});
  for (const auto& layer : plan.layers) {
    INFO(layer.name);
    const bool has_name =
        layer.name.starts_with("layer") || layer.name == "conv1" || layer.name == "bn1";
    CHECK(layer.frozen == has_name);
  }
  CHECK_THAT(refusal("{architecture: resnet18, freeze: [fcc]}", {3, 64, 64}),
             ContainsSubstring("did you mean `fc`"));
}

TEST_CASE("receptive fields follow windows and steps, up to the whole input") {
  const auto list = layer_list(
      "[conv2d: {out_channels: 2, kernel_size: 3, padding: 1},"
      " max_pool2d: 2, conv2d: {out_channels: 2, kernel_size: 3, padding: 1, dilation: 2},"
      " residual: [conv2d: {out_channels: 2, kernel_size: 3, padding: 1}], global_avg_pool2d]");
  std::vector<std::int64_t> sizes;
  for (const auto& field : receptive_fields(plan_layers(list, {1, 32, 32})))
    sizes.push_back(field.size.width);
  CHECK(sizes == std::vector<std::int64_t>{3, 4, 12, 16, 16, 32});
}

TEST_CASE("frozen layers need no memory for gradients") {
  const auto settings = chosen(architectures(), "{architecture: alexnet, freeze: [features]}");
  const auto plan = settings->plan({3, 96, 96}, 4);
  const auto memory = activation_memory(plan, 2);
  CHECK(memory[0].forward == 4 * 2 * element_count(plan.layers[0].output));
  CHECK(memory[0].backward == 0);
  CHECK(memory.back().backward == 4 * 2 * 4);
}

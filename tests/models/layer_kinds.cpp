// Every layer kind: what its arithmetic says is what is built, and computes what PyTorch's computes
// (scripts/oracle/make_layer_figures.py). Windows, batch norm and dropout: layers.cpp.
#include "models/architecture.h"
#include "models/net.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

std::string kind_refusal(const std::string& yaml, const Shape& input) {
  const auto list = layer_list(yaml);
  try {
    plan_layers(list, input);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::vector<std::string> names_in(const Plan& plan) {
  std::vector<std::string> result;
  for (const auto& layer : plan.layers) result.push_back(layer.name);
  return result;
}

torch::Tensor run(Network& network, const Shape& input) {
  const torch::NoGradGuard no_grad;
  auto batch = input;
  batch.insert(batch.begin(), 2);
  return network.forward(wave(batch, .5).to(torch::kFloat32)).values;
}

}  // namespace

TEST_CASE("layers compute what PyTorch's of the same settings compute") {
  const auto cases = figures("layer_kinds");
  REQUIRE(cases.size() > 45);
  std::set<std::string> seen;
  for (const auto& c : cases) {
    const std::string yaml = c["yaml"];
    const auto input = c["input"].get<Shape>();
    INFO(yaml << " on " << shape_text(input));
    Net net("[" + yaml + "]", input);
    seen.insert(net->plan().layers.front().kind);
    CHECK(net->plan().output() == c["shape"].get<Shape>());
    CHECK(net->plan().total().parameters == c["parameters"].get<std::int64_t>());
    net->to(torch::kFloat64);
    net->eval();
    const torch::NoGradGuard no_grad;
    double phase = 0;
    for (auto& parameter : net->parameters())
      parameter.copy_(wave(parameter.sizes().vec(), ++phase));
    auto batch = input;
    batch.insert(batch.begin(), 2);
    const auto output = net->forward(wave(batch, .5)).values;
    CHECK(deviation(output, c["output"].get<std::vector<double>>()) < 1e-12);
  }
  // A kind added to the roster must be added to the script, or here with a test of its own.
  const std::set<std::string> elsewhere{"avg_pool2d", "batch_norm", "block",     "branches",
                                        "conv2d",     "dropout",    "dropout1d", "dropout2d",
                                        "embedding",  "flatten",    "input",     "linear",
                                        "one_hot",    "repeat",     "residual"};
  for (const auto* spec : layers().specs()) {
    INFO(spec->name());
    CHECK(seen.contains(spec->name()) + elsewhere.contains(spec->name()) >= 1);
  }
}

TEST_CASE("an embedding looks symbols up, and starts as PyTorch's or Keras' does") {
  Net net("[embedding: {num_embeddings: 1000, embedding_dim: 50}]", {4});
  CHECK(net->plan().output() == Shape{4, 50});
  const auto weight = net->parameters().front();
  const torch::NoGradGuard no_grad;
  const auto symbols = torch::tensor({{3, 1, 4, 1}}, torch::kInt64);
  CHECK(same_bits(net->forward(symbols).values[0][2], weight[4]));
  CHECK(weight.std().item<double>() == Approx(1).epsilon(.02));
  Net keras("[embedding: {num_embeddings: 1000, embedding_dim: 50, init: {weight: uniform}}]", {4});
  CHECK(keras->parameters().front().abs().max().item<double>() <= .05);
}

TEST_CASE("recurrent layers start within 1 / sqrt(hidden_size), as PyTorch's") {
  Net net("[lstm: 25]", {6, 300});
  for (const auto& parameter : net->parameters()) {
    CHECK(parameter.abs().max().item<double>() <= .2);
    CHECK(parameter.abs().max().item<double>() > .19);
  }
  CHECK(net->named_parameters().contains("lstm_1.weight_hh_l0"));
}

TEST_CASE("dropout1d and dropout2d zero whole channels") {
  torch::manual_seed(1);
  for (const auto& [yaml, shape] : {std::pair{"[dropout1d: .5]", Shape{200, 7}},
                                    std::pair{"[dropout2d: .5]", Shape{200, 3, 4}}}) {
    INFO(yaml);
    Net net(yaml, shape);
    auto batch = shape;
    batch.insert(batch.begin(), 1);
    const auto output = net->forward(torch::ones(batch)).values.flatten(2)[0];
    const auto sums = output.sum(1);
    const auto whole = static_cast<float>(2 * output.size(1));
    CHECK((sums.eq(0) | sums.eq(whole)).all().item<bool>());
    const auto dropped = sums.eq(0).sum().item<std::int64_t>();
    CHECK((dropped > 60 && dropped < 140));
  }
  CHECK_THAT(kind_refusal("[dropout2d: .5]", {7}), ContainsSubstring("dropout"));
}

TEST_CASE("a residual adds its body to its input or to a shortcut") {
  Net net("[residual: [linear: {name: a, out_features: 4, bias: false}, relu]]", {4});
  CHECK(names_in(net->plan()) == std::vector<std::string>{"a", "relu_1", "add_1"});
  const torch::NoGradGuard no_grad;
  const auto x = wave({2, 4}, .5).to(torch::kFloat32);
  const auto weight = net->named_parameters()["a.weight"];
  CHECK(torch::allclose(net->forward(x).values, x + torch::relu(x.matmul(weight.t()))));
  Net twice("[residual: {body: [], shortcut: []}]", {4});
  CHECK(torch::allclose(twice->forward(x).values, 2 * x));
  Net with_shortcut("[residual: {name: r, body: [linear: 3], shortcut: [linear: 3]}, relu]", {4});
  CHECK(names_in(with_shortcut->plan()) ==
        std::vector<std::string>{"r.linear_1", "r.linear_2", "r.add_1", "relu_1"});
  CHECK_THAT(kind_refusal("[residual: [linear: 3]]", {4}), ContainsSubstring("3 and 4"));
}

TEST_CASE("branches run side by side and are put together channel after channel") {
  const auto* yaml =
      "[branches: [[conv2d: {out_channels: 2, kernel_size: 1}], [], {name: pool, layers:"
      " [max_pool2d: {kernel_size: 3, stride: 1, padding: 1}]}]]";
  Net net(yaml, {3, 5, 6});
  CHECK(names_in(net->plan()) ==
        std::vector<std::string>{"conv2d_1", "pool.max_pool2d_1", "concat_1"});
  CHECK(net->plan().output() == Shape{8, 5, 6});
  const auto output = run(*net, {3, 5, 6});
  CHECK(same_bits(output.narrow(1, 2, 3), wave({2, 3, 5, 6}, .5).to(torch::kFloat32)));
  CHECK_THAT(kind_refusal("[branches: [[max_pool2d: 2], []]]", {3, 6, 6}),
             ContainsSubstring("3 x 3 x 3"));
  CHECK_THAT(kind_refusal("[branches: []]", {3}), ContainsSubstring("at least one"));
}

TEST_CASE("a named repeat numbers its rounds") {
  Net net("[{repeat: 2, name: stage, layers: [linear: {name: fc, out_features: 3}, relu]}]", {3});
  CHECK(names_in(net->plan()) ==
        std::vector<std::string>{"stage.0.fc", "stage.0.relu_1", "stage.1.fc", "stage.1.relu_1"});
  CHECK(net->named_parameters().contains("stage.1.fc.weight"));
}

TEST_CASE("blocks are defined once and used often, each time with weights of their own") {
  const auto settings = chosen(
      architectures(),
      "{blocks: {step: [linear: 4, relu]}, layers: [block: step, block: {use: step, name: again},"
      " {repeat: 2, layers: [block: step]}]}");
  const auto plan = settings->plan({4}, 2);
  CHECK(names_in(plan) == std::vector<std::string>{"linear_1", "relu_1", "again.linear_1",
                                                   "again.relu_1", "linear_2", "relu_2", "linear_3",
                                                   "relu_3"});
  const auto refuse = [](const std::string& yaml) {
    try {
      chosen(architectures(), yaml)->plan({4}, 2);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refuse("{blocks: {step: [relu]}, layers: [block: stepp]}"),
             ContainsSubstring("did you mean `step`"));
  CHECK_THAT(refuse("{layers: [block: step]}"), ContainsSubstring("model.blocks"));
  CHECK_THAT(refuse("{blocks: {a: [block: a]}, layers: [block: a]}"),
             ContainsSubstring("contain itself"));
}

TEST_CASE("symbols become vectors with a single 1, and padding zeros alone") {
  Net net("[one_hot: {num_classes: 3, padding_idx: 0}]", {4});
  const auto output = net->forward(torch::tensor({{0, 2, 1, 0}}, torch::kInt64)).values;
  CHECK(output.sizes().vec() == Shape{1, 4, 3});
  CHECK(torch::equal(output.argmax(2), torch::tensor({{0, 2, 1, 0}})));
  CHECK(torch::equal(output.sum(2).to(torch::kInt64), torch::tensor({{0, 1, 1, 0}})));
}

TEST_CASE("a layer may start by initializers of its own") {
  Net net("[linear: {out_features: 3, init: {weight: {constant: .5}, bias: zeros}}, linear: 2]",
          {4});
  const auto p = net->named_parameters();
  CHECK(same_bits(p["linear_1.weight"].detach(), torch::full({3, 4}, .5f)));
  CHECK(same_bits(p["linear_1.bias"].detach(), torch::zeros(3)));
  CHECK(p["linear_2.weight"].std().item<double>() > 0);
}

TEST_CASE("a frozen layer trains nothing, and its batch norm keeps its statistics") {
  Net net("[linear: {out_features: 3, freeze: true}, batch_norm: {freeze: true}, linear: 2]", {4});
  net->train();
  const auto before = net->named_buffers()["batch_norm_1.running_mean"].clone();
  net->forward(wave({5, 4}, 1).to(torch::kFloat32)).values.sum().backward();
  CHECK(same_bits(net->named_buffers()["batch_norm_1.running_mean"], before));
  CHECK_FALSE(net->named_parameters()["linear_1.weight"].grad().defined());
  CHECK(net->named_parameters()["linear_2.weight"].grad().defined());
}

TEST_CASE("sizes that no machine can hold are refused by name, without overflow") {
  const std::pair<const char*, Shape> nets[] = {
      {"[linear: 1000000]", {2'000'000}},
      {"[conv2d: {out_channels: 1000000, kernel_size: 3, padding: same}]", {8, 2048, 2048}},
      {"[upsample: 1000000]", {8, 64, 64}},
      {"[lstm: 1000000]", {5, 2'000'000}}};
  for (const auto& [yaml, input] : nets) {
    INFO(yaml);
    CHECK_THAT(kind_refusal(yaml, input), ContainsSubstring("more than any machine"));
  }
}

// Every rule about networks: a network that triggers it, and its like that does not.
#include "run/checks/checks.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// The rules that warn of a config with this model, with the layers they name.
std::vector<std::string> warnings(const std::string& model, const std::string& rest = "") {
  const auto text = "dataset: {loader: gtsrb, image_size: 32" + rest + "}\nmodel: " + model +
                    "\noptimizer: sgd\n";
  std::vector<std::string> found;
  for (const auto& warning : resolve_text(text, "test", {}).warnings) {
    const auto begin = warning.message.find('`'), end = warning.message.find('`', begin + 1);
    found.push_back(warning.rule + " " + warning.message.substr(begin + 1, end - begin - 1));
  }
  return found;
}

using Found = std::vector<std::string>;

/// A VGG-like stack of this many halvings.
std::string halvings(int count, const std::string& end = "flatten, linear: 43") {
  std::string layers;
  for (int i = 0; i < count; ++i)
    layers +=
        "conv2d: {out_channels: 4, kernel_size: 3, padding: same}, relu, max_pool2d: "
        "{kernel_size: 2, padding: same}, ";
  return "{layers: [" + layers + end + "]}";
}

std::string error_of(const std::string& model) {
  try {
    warnings(model);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE(
    "map-collapses: a pooling too many, but no pool or kernel that covers the map on purpose") {
  CHECK(warnings(halvings(5)) == Found{"map-collapses max_pool2d_5"});
  CHECK(warnings(halvings(4)).empty());
  CHECK(warnings(halvings(4, "global_avg_pool2d, linear: 43")).empty());
  CHECK(warnings(halvings(4, "adaptive_avg_pool2d: 1, flatten, linear: 43")).empty());
  CHECK(warnings(halvings(4, "avg_pool2d: 2, flatten, linear: 43")).empty());
  CHECK(warnings(halvings(2, "max_pool2d: 8, flatten, linear: 43")).empty());
  CHECK(warnings("{architecture: lenet5}").empty());
  CHECK(warnings("{architecture: resnet18}") ==
        Found{"map-collapses layer4.0.conv1", "window-too-large layer4.0.conv2"});
}

TEST_CASE("window-too-large: a padded window larger than what it looks at") {
  const auto of_steps = [](const std::string& before) {
    return warnings(
        "{layers: [flatten, {reshape: [64, 48]}, " + before +
        "conv1d: {out_channels: 4, kernel_size: 96, padding: same}, flatten, linear: 43]}");
  };
  CHECK(of_steps("") == Found{"window-too-large conv1d_1"});
  CHECK(of_steps("permute: [2, 1], ").empty());
  CHECK(warnings(halvings(4,
                          "conv2d: {out_channels: 4, kernel_size: 5, padding: same}, flatten, "
                          "linear: 43")) == Found{"window-too-large conv2d_5"});
  CHECK(warnings(halvings(3,
                          "conv2d: {out_channels: 4, kernel_size: 3, padding: same}, flatten, "
                          "linear: 43"))
            .empty());
}

TEST_CASE("identical-units: hidden weights that all start alike; the last layer's may") {
  const std::string two = "layers: [flatten, linear: 9, relu, linear: 43]}";
  CHECK(warnings("{init: {weight: zeros, bias: zeros}, " + two) ==
        Found{"identical-units linear_1"});
  CHECK(warnings("{init: {weight: {constant: .1}, bias: zeros}, " + two) ==
        Found{"identical-units linear_1"});
  CHECK(warnings("{init: {weight: he_normal, bias: zeros}, " + two).empty());
  CHECK(warnings("{init: {weight: zeros, bias: zeros}, layers: [flatten, linear: 43]}").empty());
  CHECK(warnings("{layers: [flatten, linear: {out_features: 9, init: {weight: zeros, bias: zeros}},"
                 " relu, linear: 43]}") == Found{"identical-units linear_1"});
}

TEST_CASE("relu-before-logits and softmax-before-loss: what stands before the loss") {
  CHECK(warnings("{layers: [flatten, linear: 43, relu]}") == Found{"relu-before-logits relu_1"});
  CHECK(warnings("{layers: [flatten, linear: 43, relu, softmax]}") ==
        Found{"relu-before-logits relu_1", "softmax-before-loss softmax_1"});
  CHECK(warnings("{layers: [flatten, linear: 43, softmax]}") ==
        Found{"softmax-before-loss softmax_1"});
  CHECK(warnings("{layers: [flatten, linear: 9, relu, linear: 43]}").empty());
}

TEST_CASE("batch-of-one: batch norm that trains on single samples") {
  const std::string model = "{layers: [flatten, linear: {out_features: 9, bias: false}, ";
  CHECK(warnings(model + "batch_norm, linear: 43]}", ", batch_size: 1") ==
        Found{"batch-of-one batch_norm_1"});
  CHECK(warnings(model + "batch_norm, linear: 43]}", ", batch_size: 2").empty());
  CHECK(warnings(model + "layer_norm, linear: 43]}", ", batch_size: 1").empty());
}

TEST_CASE("batch-norm-momentum: Keras' .99 where PyTorch's .01 is meant") {
  const auto with = [](const std::string& momentum) {
    return warnings(
        "{layers: [flatten, linear: {out_features: 9, bias: false}, batch_norm: "
        "{momentum: " +
        momentum + "}, linear: 43]}");
  };
  CHECK(with(".99") == Found{"batch-norm-momentum batch_norm_1"});
  CHECK(with(".9") == Found{"batch-norm-momentum batch_norm_1"});
  CHECK(with(".1").empty());
}

TEST_CASE("last-batch-of-one: batch norm of vectors cannot train on a single sample") {
  const auto errors = [](const std::string& layers, std::int64_t samples, std::int64_t batch) {
    auto config = resolve_text(
        "dataset: {loader: gtsrb, image_size: 8, batch_size: " + std::to_string(batch) +
            "}\nmodel: {layers: [" + layers + ", flatten, linear: 43]}\noptimizer: sgd\n",
        "test", {});
    Problems problems;
    const auto facts = *config.facts;
    check_facts(config, facts, samples, problems);
    std::string texts;
    for (const auto& problem : problems.list())
      if (problem.severity == Problem::Severity::error) texts += problem.rule + " " + problem.hint;
    return texts;
  };
  const std::string of_vectors = "flatten, linear: {out_features: 9, bias: false}, batch_norm";
  CHECK(errors(of_vectors, 129, 64) == "last-batch-of-one take another size, such as 65");
  CHECK(errors(of_vectors, 130, 64).empty());
  CHECK(errors(of_vectors, 128, 1) == "last-batch-of-one take another size, such as 2");
  CHECK(errors("batch_norm", 129, 64).empty());  // a map has many values of each channel
}

TEST_CASE("patience-too-long: with validate_every there are fewer chances") {
  const auto found = [](const std::string& every) {
    const auto config = resolve_text(
        "dataset: {loader: gtsrb, validation: .2}\nmodel: {layers: [flatten, linear: 43]}\n"
        "optimizer: sgd\nannealer: {name: plateau, patience: 5}\n"
        "training: {epochs: 20, validate_every: " +
            every + "}\n",
        "test", {});
    return config.warnings.empty() ? "" : config.warnings.front().message;
  };
  CHECK(found("3").empty());
  CHECK_THAT(found("5"), ContainsSubstring("only 4 validations"));
}

TEST_CASE("bias-before-norm: a bias that the mean takes away") {
  CHECK(warnings("{layers: [flatten, linear: 9, batch_norm, linear: 43]}") ==
        Found{"bias-before-norm linear_1"});
  CHECK(warnings("{layers: [flatten, linear: 9, relu, batch_norm, linear: 43]}").empty());
  CHECK(warnings("{layers: [conv2d: {out_channels: 2, kernel_size: 3, bias: false}, batch_norm, "
                 "flatten, linear: 43]}")
            .empty());
}

TEST_CASE("idle-layer and dropout-of-one: layers that do nothing, or leave nothing") {
  CHECK(warnings("{layers: [flatten, flatten, linear: 9, relu, relu, linear: 43]}") ==
        Found{"idle-layer flatten_2", "idle-layer relu_2"});
  CHECK(warnings("{layers: [flatten, linear: 9, dropout: 1, linear: 43]}") ==
        Found{"dropout-of-one dropout_1"});
  CHECK(warnings("{layers: [flatten, linear: 9, dropout: .9, relu, linear: 43]}").empty());
}

TEST_CASE("nothing-trains: a network without weights to change is an error") {
  CHECK_THAT(error_of("{freeze: ['*'], layers: [flatten, linear: 43]}"),
             ContainsSubstring("frozen"));
  CHECK(error_of("{freeze: [linear_1], layers: [flatten, linear: 9, linear: 43]}") == "accepted");
}

TEST_CASE("a warning points at the layer's own line") {
  const auto config = resolve_text(
      "dataset: {loader: gtsrb}\nmodel:\n  layers:\n    - flatten\n    - linear: 43\n    - relu\n"
      "optimizer: sgd\n",
      "test", {});
  REQUIRE(config.warnings.size() == 1);
  CHECK(config.warnings.front().mark.line == 6);
}

TEST_CASE("annealer-cut-short: training ends before the annealer or its warmup does") {
  const auto found = [](const std::string& annealer, const std::string& training) {
    auto config = resolve_text(
        "task: {activation: sigmoid}\ndataset: {loader: circles, samples: 100, batch_size: 10}\n"
        "model: {layers: [linear: 1]}\noptimizer: sgd\nannealer: " +
            annealer + "\ntraining: {epochs: 20" + training + "}\n",
        "test", {});
    Problems problems;
    check_facts(config, *config.facts, 100, problems);  // 200 updates
    std::string paths;
    for (const auto& problem : problems.list())
      if (problem.rule == "annealer-cut-short") paths += problem.path + " ";
    return paths;
  };
  CHECK(found("cosine", "") == "");
  CHECK(found("cosine", ", stop_after: 2h") == "");
  CHECK(found("cosine", ", stop_after: 199 steps") == "training.stop_after ");
  CHECK(found("cosine", ", stop_after: 200 steps") == "");
  CHECK(found("{name: cosine, over: 150 steps}", ", stop_after: 150 steps") == "");
  CHECK(found("{name: polynomial, over: 21 epochs}", "") == "annealer.over ");
  CHECK(found("{name: linear, over: 195 steps, warmup: 5 steps}", "") == "");
  CHECK(found("{name: linear, over: 196 steps, warmup: 5 steps}", "") == "annealer.over ");
  CHECK(found("{name: constant, warmup: 20 epochs}", "") == "annealer.warmup ");
  CHECK(found("{name: constant, warmup: 19 epochs}", "") == "");
}

TEST_CASE("a sigmoid's end is one output for two classes") {
  const auto config =
      "task: {activation: sigmoid}\ndataset: {loader: circles}\n"
      "model: {layers: [linear: 2]}\noptimizer: sgd\n";
  CHECK_THROWS_WITH(resolve_text(config, "test", {}),
                    ContainsSubstring("2 classes need 1") &&
                        ContainsSubstring("end with `linear: 1`, or take `task: classification`"));
}

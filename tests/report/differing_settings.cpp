#include "report/differing_settings.h"

#include "config/problems.h"
#include "config/yaml.h"
#include "report/run_config.h"

#include "catch.h"

using namespace mlday;

namespace {

Node tree(const std::string& yaml) {
  Problems problems;
  auto node = parse_yaml(std::make_shared<const Source>(Source{"resolved.yaml", yaml}), problems);
  problems.throw_errors();
  return node;
}

/// "key: value | value", a line each.
std::string told(const std::vector<std::string>& configs) {
  std::vector<Node> trees;
  for (const auto& config : configs) trees.push_back(tree(config));
  std::string text;
  for (const auto& [key, values] : differing_settings(trees)) {
    text += key + ":";
    for (const auto& value : values) text += " | " + value;
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("settings that differ are told by their keys, names of the run are not") {
  CHECK(
      told({"title: a\nday: 1\nlr: .1\noptimizer: {name: adam, betas: [.9, .99]}\njournal: {x: 1}",
            "title: b\nday: 2\nlr: .1\noptimizer: {name: sgd, momentum: .9}\njournal: null"}) ==
      "optimizer.name: | adam | sgd\n"
      "optimizer.betas: | [.9, .99] | -\n"
      "optimizer.momentum: | - | .9\n");
  CHECK(told({"a: 1", "a: 1", "a: 2"}) == "a: | 1 | 1 | 2\n");
  CHECK(told({"a: 1", "a: 1"}) == "");
}

TEST_CASE("a section that one leaves out is told in one line, without what nobody set") {
  CHECK(told({"early_stopping: null  # default",
              "early_stopping:\n  monitor: val_loss  # a.yaml:3:1\n  patience: 3  # default\n"}) ==
        "early_stopping: | null | {monitor: val_loss}\n");
  CHECK(
      told({"init:\n  weight:\n    he: {}\n", "init:\n  weight:\n    normal:\n      std: .1\n"}) ==
      "init.weight: | he | normal {std: .1}\n");
}

TEST_CASE("layers of the same kinds are compared setting by setting") {
  CHECK(told({"layers:\n- relu: {name: ''}\n- linear: {out: 4, bias: true}\n- relu: {}",
              "layers:\n- relu: {name: ''}\n- linear: {out: 8, bias: true}\n- relu: {}"}) ==
        "layers[2].linear.out: | 4 | 8\n");
}

TEST_CASE("of other layers only what lies between those that are alike is told") {
  CHECK(told({"layers:\n- linear: {out: 4}\n- relu: {}\n- flatten: {}",
              "layers:\n- linear: {out: 4}\n- relu: {}\n- dropout:\n    p: .5  # x.yaml:1:2\n"
              "    name: ''  # default\n- flatten: {}"}) ==
        "layers[3...]: | [] | [dropout {p: .5}]\n");
  CHECK(told({"layers:\n- tanh: {}", "layers:\n- relu: {}\n- dropout: {p: .5}"}) ==
        "layers[1...]: | [tanh] | [relu, dropout {p: .5}]\n");
}

TEST_CASE("runs are alike but for their seeds where nothing else that matters differs") {
  const auto alike = [](const std::string& a, const std::string& b) {
    return config_without_seeds(tree(a)) == config_without_seeds(tree(b));
  };
  CHECK(alike("title: a\ntraining: {seed: 1, threads: 1, epochs: 3}\ndataset: {seed: 3}",
              "title: b\ntraining: {seed: 2, threads: 8, epochs: 3}\ndataset: {seed: 4}"));
  CHECK_FALSE(alike("training: {seed: 1, epochs: 3}", "training: {seed: 1, epochs: 4}"));
  CHECK(seeds_of(tree("training: {seed: 7}\ndataset: {validation: {seed: null}}")) ==
        std::vector<std::string>{"7", "", ""});
}

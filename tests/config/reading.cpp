// What a config means: values, defaults, short forms, kinds, and where each value came from.
#include <cmath>

#include "config/sample.h"

#include "catch.h"

using namespace sample;

TEST_CASE("a config that says the least has every default") {
  const auto read = sample::read(minimal);
  REQUIRE(read.errors() == 0);
  CHECK(read.config.title == "untitled");
  CHECK_FALSE(read.config.day);
  CHECK(read.config.scale == 1);
  CHECK(read.config.optimizer.kind() == "adam");
  CHECK(read.config.optimizer->lr == .01);
  CHECK(as<Adam>(read.config.optimizer).betas == std::array<double, 2>{.9, .999});
  CHECK(read.config.training.epochs == 10);
  CHECK_FALSE(read.config.early_stopping);
  CHECK(read.config.journal.empty());
}

TEST_CASE("every key is read into its member") {
  const auto read = sample::read(R"(
title: Day 64, signs
day: 64
scale: -2.5e-1
optimizer: {name: sgd, lr: .1, momentum: .9, nesterov: true}
layers:
  - conv2d: {out_channels: 32, kernel_size: [5, 3], padding: same}
  - relu
training:
  epochs: 20
  num_workers: 0
early_stopping: {patience: 3, baseline: .5}
journal: {val_accuracy: .9918, test_accuracy: 1}
)");
  REQUIRE(read.errors() == 0);
  const auto& config = read.config;
  CHECK(config.title == "Day 64, signs");
  CHECK(config.day == 64);
  CHECK(config.scale == -.25);
  CHECK(config.optimizer.kind() == "sgd");
  CHECK(config.optimizer->lr == .1);
  CHECK(as<Sgd>(config.optimizer).momentum == .9);
  CHECK(as<Sgd>(config.optimizer).nesterov);
  REQUIRE(config.layers.size() == 2);
  CHECK(as<Conv>(config.layers[0]).out_channels == 32);
  CHECK(as<Conv>(config.layers[0]).kernel_size == Size2{5, 3});
  CHECK(as<Conv>(config.layers[0]).padding == "same");
  CHECK(config.layers[1].kind() == "relu");
  CHECK(config.training.epochs == 20);
  CHECK(config.training.num_workers == 0);
  REQUIRE(config.early_stopping);
  CHECK(config.early_stopping->patience == 3);
  CHECK(config.early_stopping->baseline == .5);
  CHECK(config.journal == Figures{{"val_accuracy", .9918}, {"test_accuracy", 1}});
}

TEST_CASE("a kind may be written short, long or by its name alone") {
  const auto read = sample::read(R"(
optimizer: sgd
layers:
  - relu
  - relu:
  - relu: {}
  - dropout
  - dropout: .25
  - dropout: {p: .75}
  - conv2d: 8
)");
  REQUIRE(read.errors() == 0);
  const auto& layers = read.config.layers;
  REQUIRE(layers.size() == 7);
  for (std::size_t i = 0; i < 3; ++i) CHECK(layers[i].kind() == "relu");
  CHECK(as<Dropout>(layers[3]).p == .5);
  CHECK(as<Dropout>(layers[4]).p == .25);
  CHECK(as<Dropout>(layers[5]).p == .75);
  CHECK(as<Conv>(layers[6]).out_channels == 8);
}

TEST_CASE("the keys of a spread kind stand beside its name, in any order") {
  const auto read = sample::read(R"(
optimizer: sgd
layers:
  - repeat: 2
    layers: [relu, {repeat: 3, layers: [{dropout: .1}]}]
  - layers: [relu]
    repeat: 5
)");
  REQUIRE(read.errors() == 0);
  const auto& outer = as<Repeat>(read.config.layers[0]);
  CHECK(outer.repeat == 2);
  REQUIRE(outer.layers.size() == 2);
  const auto& inner = as<Repeat>(outer.layers[1]);
  CHECK(inner.repeat == 3);
  CHECK(as<Dropout>(inner.layers[0]).p == .1);
  CHECK(as<Repeat>(read.config.layers[1]).repeat == 5);
}

TEST_CASE("an optional section is there by being named, and null says that it is not") {
  CHECK(read_below_minimal("early_stopping: {}").config.early_stopping);
  CHECK(read_below_minimal("early_stopping: 7").config.early_stopping->patience == 7);
  for (const char* none : {"null", "~", ""}) {
    const auto read = read_below_minimal("early_stopping: " + std::string(none));
    CHECK(read.errors() == 0);
    CHECK_FALSE(read.config.early_stopping);
  }
}

TEST_CASE("null is no value, and only where none is allowed") {
  CHECK_FALSE(read_below_minimal("day: null").config.day);
  CHECK(read_below_minimal("day: null").errors() == 0);
  CHECK(read_below_minimal("early_stopping: {baseline: ~}").errors() == 0);
  for (const char* line : {"scale: null", "title: ~", "title:", "training: {epochs: null}",
                           "training:", "optimizer: null", "journal: ~"}) {
    CAPTURE(line);
    CHECK(sample::read(
              "layers: [relu]\n" +
              (std::string(line).starts_with("opt") ? "" : std::string("optimizer: sgd\n")) + line)
              .errors() == 1);
  }
}

TEST_CASE("a number for a window's size is both its height and its width") {
  const auto size = [](const std::string& yaml) {
    const auto read = sample::read(
        "optimizer: sgd\nlayers: [{conv2d: {out_channels: 1, kernel_size: " + yaml + "}}]");
    REQUIRE(read.errors() == 0);
    return as<Conv>(read.config.layers[0]).kernel_size;
  };
  CHECK(size("5") == Size2{5, 5});
  CHECK(size("[5, 2]") == Size2{5, 2});
}

TEST_CASE("texts are texts whatever they look like") {
  for (const char* text : {"yes", "1_000", "2026-11-22", "1.2.3", "Day 64", "3", "1e-3", "true"})
    CHECK(read_below_minimal("title: " + std::string(text)).config.title == text);
  CHECK(read_below_minimal("title: 'null'").config.title == "null");
  CHECK(read_below_minimal("title: ''").config.title.empty());
  CHECK(read_below_minimal("title: |\n  two\n  lines\n").config.title == "two\nlines\n");
}

TEST_CASE("the resolved config has every key, and where its value came from") {
  const auto read = sample::read(
      "title: x\n"
      "optimizer: {name: sgd,\n"
      "            lr: .1}\n"
      "layers: [{dropout: .5}, relu]\n"
      "training: {epochs: 3}\n");
  REQUIRE(read.errors() == 0);
  const auto origin = [&](const Node* node) { return node ? node->mark.str() : "missing"; };
  CHECK(origin(read.tree.find("title")) == "a.yaml:1:8");
  CHECK(origin(read.tree.find("scale")) == "default");
  CHECK(origin(read.tree.find("day")) == "default");
  const Node& optimizer = *read.tree.find("optimizer");
  CHECK(origin(optimizer.find("name")) == "a.yaml:2:19");
  CHECK(origin(optimizer.find("lr")) == "a.yaml:3:17");
  CHECK(origin(optimizer.find("momentum")) == "default");
  CHECK(optimizer.find("momentum")->text == "0");
  const Node& dropout = *read.tree.find("layers")->items.at(0).find("dropout");
  CHECK(origin(dropout.find("p")) == "a.yaml:4:20");
  CHECK(origin(dropout.find("inplace")) == "default");
  CHECK(origin(read.tree.find("training")->find("epochs")) == "a.yaml:5:20");
  CHECK(origin(read.tree.find("training")->find("num_workers")) == "default");
  CHECK(read.tree.find("early_stopping")->is_null());
  CHECK(read.tree.entries.size() == config_spec().keys().size());
}

TEST_CASE("a resolved config reads as itself") {
  const auto first = sample::read(R"(
optimizer: {name: sgd, lr: 1e-3}
layers:
  - {repeat: 2, layers: [{conv2d: {out_channels: 3, kernel_size: [1, 2]}}, relu]}
  - dropout: .25
early_stopping: 3
journal: {loss: .1}
title: "null"
)");
  REQUIRE(first.errors() == 0);
  const auto yaml = emit_yaml(first.tree);
  const auto second = sample::read(yaml);
  REQUIRE(second.errors() == 0);
  CHECK(emit_yaml(second.tree) == yaml);
  CHECK(second.config.title == "null");
  CHECK(as<Conv>(as<Repeat>(second.config.layers[0]).layers[0]).kernel_size == Size2{1, 2});
}

TEST_CASE("numbers are finite, even where every number passes") {
  for (const char* text : {".inf", "-.inf", "+.Inf", ".nan", ".NAN"}) {
    CAPTURE(text);
    const auto read = read_below_minimal("scale: " + std::string(text));
    CHECK_THAT(read.error(), ContainsSubstring("`scale` expects a finite number, not `" +
                                               std::string(text) + "`"));
  }
  CHECK(read_below_minimal("journal: {a: .nan}").errors() == 1);
  CHECK(read_below_minimal("early_stopping: {baseline: .inf}").errors() == 1);
}

TEST_CASE("a key may allow numbers that are not finite, and they read back") {
  Problems problems;
  Reader reader(problems);
  for (const char* text : {".inf", "-.inf", ".nan"}) {
    double value = 0;
    CHECK(Codec<double>::read(Node::scalar(text), value, any_number(), reader));
    CHECK_FALSE(std::isfinite(value));
    CHECK(Codec<double>::write(value).text == text);
  }
}

TEST_CASE("what changes no result is left out of what a checkpoint carries") {
  const auto read = sample::read(
      "title: x\noptimizer: {name: sgd, lr: .1}\nlayers: [{dropout: .5}]\ntraining: {epochs: 3}\n");
  const Node kept = results_only(read.tree, config_spec());
  CHECK_FALSE(kept.find("title"));
  CHECK_FALSE(kept.find("training")->find("num_workers"));
  CHECK(kept.find("training")->find("epochs")->text == "3");
  CHECK(kept.find("optimizer")->find("name")->text == "sgd");
  CHECK(kept.find("optimizer")->find("lr")->text == "0.1");
  CHECK_FALSE(kept.find("optimizer")->find("fused"));
  CHECK(kept.find("optimizer")->find("nesterov"));
  CHECK(kept.find("layers")->items.size() == 1);
  const auto renamed = sample::read(
      "title: y\noptimizer: {name: sgd, lr: .1}\nlayers: [{dropout: .5}]\n"
      "training: {epochs: 3, num_workers: 9}\n");
  CHECK(emit_yaml(results_only(renamed.tree, config_spec())) == emit_yaml(kept));
  const auto other = sample::read(
      "optimizer: {name: sgd, lr: .2}\nlayers: [{dropout: .5}]\ntraining: {epochs: 3}\n");
  CHECK(emit_yaml(results_only(other.tree, config_spec())) != emit_yaml(kept));
}

TEST_CASE("what the reference says of a key comes from its declaration") {
  const auto type = [](const std::string& key) { return config_spec().find(key)->type; };
  CHECK(type("title") == "text");
  CHECK(type("day") == "integer or null");
  CHECK(type("scale") == "number");
  CHECK(type("journal") == "map of numbers");
  CHECK(layers().find("conv2d")->find("kernel_size")->type == "integer or [height, width]");
  CHECK(layers().find("conv2d")->find("out_channels")->required);
  CHECK_FALSE(layers().find("conv2d")->find("padding")->required);
  CHECK(config_spec().find("training")->section().find("epochs"));
  CHECK(config_spec().find("optimizer")->roster().find("sgd"));
  CHECK_FALSE(config_spec().find("optimiser"));
}

TEST_CASE("a constraint says what it accepts, and accepts what it says") {
  CHECK(positive().str() == "greater than 0");
  CHECK(at_least(1).str() == "at least 1");
  CHECK(between(0, 1).str() == "from 0 to 1");
  CHECK(from_to_below(0, 1).str() == "at least 0 and less than 1");
  CHECK(strictly_between(0, .5).str() == "greater than 0 and less than 0.5");
  CHECK(one_of({"a", "b", "c"}).str() == "one of `a`, `b` or `c`");
  CHECK(anything().str().empty());
  CHECK_FALSE(positive().accepts(0));
  CHECK(positive().accepts(5e-324));
  CHECK((at_least(1).accepts(1) && !at_least(1).accepts(.999)));
  CHECK((between(0, 1).accepts(0.) && between(0, 1).accepts(1.) && !between(0, 1).accepts(1.01)));
  CHECK((from_to_below(0, 1).accepts(0.) && !from_to_below(0, 1).accepts(1.)));
  CHECK((!strictly_between(0, 1).accepts(0.) && !strictly_between(0, 1).accepts(1.)));
  CHECK((one_of({"a"}).accepts("a") && !one_of({"a"}).accepts("A")));
  for (const auto& range : {positive(), at_least(0), between(0, 1)})
    CHECK_FALSE(range.accepts(std::nan("")));
  CHECK(anything().accepts(std::nan("")));
}

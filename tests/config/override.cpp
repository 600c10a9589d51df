// `--set key=value` on top of a config.
#include "config/override.h"

#include "config/sample.h"

#include "catch.h"

using namespace sample;

namespace {

const std::string base =
    "optimizer: {name: sgd, lr: .1}\n"
    "layers:\n"
    "  - conv2d: 8\n"
    "  - dropout: .25\n"
    "  - dropout\n"
    "  - relu\n"
    "  - {repeat: 2, layers: [relu, dropout: .1]}\n";

Outcome read_with(const std::string& text, const std::vector<std::string>& arguments) {
  Problems problems;
  Node node = parse_yaml(source_of(text), problems);
  for (const auto& argument : arguments) apply_override(node, argument, "--set", problems);
  return read_node(node, std::move(problems));
}

Config config_with(const std::string& text, const std::vector<std::string>& arguments) {
  auto read = read_with(text, arguments);
  for (const auto& problem : read.problems.list()) FAIL_CHECK(problem.str());
  return std::move(read.config);
}

const Dropout& dropout_of(const Config& config, std::size_t index) {
  return as<Dropout>(config.layers.at(index));
}

}  // namespace

TEST_CASE("an override replaces a value, adds one, and makes the sections on its way") {
  CHECK(config_with(base, {"optimizer.lr=3e-4"}).optimizer->lr == 3e-4);
  CHECK(as<Sgd>(config_with(base, {"optimizer.momentum=.9"}).optimizer).momentum == .9);
  CHECK(config_with(base, {"training.epochs=3"}).training.epochs == 3);
  CHECK(config_with(base, {"early_stopping.patience=3"}).early_stopping->patience == 3);
  CHECK(config_with(base, {"title=a b=c"}).title == "a b=c");
  CHECK(config_with(base, {"title=\"a: b\""}).title == "a: b");
}

TEST_CASE("of several overrides the last one holds") {
  CHECK(config_with(base, {"day=1", "day=2"}).day == 2);
  CHECK(config_with(base, {"training.epochs=3", "training={num_workers: 1}"}).training.epochs ==
        10);
}

TEST_CASE("an override counts list items from 0, at any depth") {
  CHECK(dropout_of(config_with(base, {"layers.1.dropout=.75"}), 1).p == .75);
  CHECK(config_with(base, {"layers.3={dropout: .5}"}).layers[3].kind() == "dropout");
  CHECK(config_with(base, {"layers.3=dropout"}).layers[3].kind() == "dropout");
  const auto config = config_with(base, {"layers.4.repeat=5", "layers.4.layers.1.dropout=.2"});
  const auto& repeat = as<Repeat>(config.layers[4]);
  CHECK(repeat.repeat == 5);
  CHECK(as<Dropout>(repeat.layers[1]).p == .2);
}

TEST_CASE("an override sets a whole section or list as YAML") {
  const auto config =
      config_with(base, {"optimizer={name: adam, lr: 1, betas: [.5, .6]}", "layers=[relu]"});
  CHECK(as<Adam>(config.optimizer).betas == std::array<double, 2>{.5, .6});
  CHECK(config.layers.size() == 1);
}

TEST_CASE("an override with nothing after the sign is null") {
  CHECK_FALSE(config_with(base + "day: 3\n", {"day="}).day);
  CHECK_FALSE(config_with(base + "early_stopping: 3\n", {"early_stopping="}).early_stopping);
  CHECK_FALSE(config_with(base + "early_stopping: 3\n", {"early_stopping=null"}).early_stopping);
}

TEST_CASE("an override reaches into what was written short") {
  const auto config = config_with("optimizer: adam\nlayers: [relu]\n", {"optimizer.lr=.5"});
  CHECK(config.optimizer.kind() == "adam");
  CHECK(config.optimizer->lr == .5);
  CHECK(config_with("optimizer: adam\nlayers: [relu]\n", {"optimizer.name=sgd"}).optimizer.kind() ==
        "sgd");
  const auto stopping = config_with(base + "early_stopping: 3\n", {"early_stopping.baseline=.5"});
  CHECK(stopping.early_stopping->patience == 3);
  CHECK(stopping.early_stopping->baseline == .5);
}

TEST_CASE("an override wins over the value that the short form gave") {
  CHECK(dropout_of(config_with(base, {"layers.1.dropout.p=.75"}), 1).p == .75);
  const auto conv = config_with(base, {"layers.0.conv2d.out_channels=16"});
  CHECK(as<Conv>(conv.layers[0]).out_channels == 16);
  CHECK(config_with(base + "early_stopping: 3\n", {"early_stopping.patience=5"})
            .early_stopping->patience == 5);
}

TEST_CASE("an override gives settings to a layer that is only named") {
  CHECK(dropout_of(config_with(base, {"layers.2.dropout=.75"}), 2).p == .75);
  CHECK(dropout_of(config_with(base, {"layers.2.dropout.inplace=true"}), 2).inplace);
}

TEST_CASE("an override beside a layer that is only named is refused in words that tell why") {
  const auto text = read_with(base, {"layers.3.conv2d=8"}).error();
  CHECK_THAT(text, ContainsSubstring("relu"));
  CHECK_THAT(text, ContainsSubstring("conv2d"));
  CHECK_THAT(text, !ContainsSubstring("``"));
}

TEST_CASE("a wrong override is shown with the argument, and the place in it") {
  CHECK(read_with(base, {"optimizer.lr=abc"}).error() ==
        "--set:1:14: error: `optimizer.lr` expects a number greater than 0, not the text `abc`\n"
        "    1 | optimizer.lr=abc\n"
        "      |              ^");
  CHECK_THAT(
      read_with(base, {"optimizer={name: sgd, lr: -1}"}).error(),
      ContainsSubstring("--set:1:27: error: `optimizer.lr` expects a number greater than 0"));
  CHECK_THAT(read_with(base, {"optimizer={name: sgd, rl: 1}"}).error(),
             ContainsSubstring("--set:1:23: error: unknown key `optimizer.rl`"));
  CHECK_THAT(read_with(base, {"traning.epochs=3"}).error(),
             ContainsSubstring("--set:1:1: error: unknown key `traning`"));
  CHECK_THAT(read_with(base, {"traning.epochs=3"}).error(), ContainsSubstring("`training`?"));
  CHECK_THAT(read_with(base, {"training.epochs="}).error(),
             ContainsSubstring("--set:1:17: error: `training.epochs` expects an integer"));
}

TEST_CASE("the origin of an overridden value is the argument") {
  const auto read = read_with(base, {"optimizer.lr=.5"});
  CHECK(read.tree.find("optimizer")->find("lr")->mark.str() == "--set:1:14");
  CHECK(read.tree.find("optimizer")->find("name")->mark.str() == "a.yaml:1:19");
}

TEST_CASE("what is no key=value is refused with an example") {
  for (const char* argument : {"nothing", "=3", "", "optimizer.=adam", ".lr=3", "a..b=3", "."}) {
    CAPTURE(argument);
    const auto text = read_with(base, {argument}).error();
    CHECK_THAT(text, ContainsSubstring("--set:1:1: error: this is not key=value"));
    CHECK_THAT(text, ContainsSubstring("for example --set optimizer.lr=3e-4"));
  }
}

TEST_CASE("an override of an item that is not there says how many there are") {
  for (const char* index : {"5", "-1", "x", "99999999999999999999"}) {
    const auto text = read_with(base, {"layers." + std::string(index) + "=relu"}).error();
    CAPTURE(index);
    CHECK_THAT(text, ContainsSubstring("is no item of this list"));
    CHECK_THAT(text, ContainsSubstring("it has 5 items, counted from 0"));
  }
}

TEST_CASE("an override whose value is no YAML is refused and changes nothing") {
  const auto read = read_with(base, {"day=[1,"});
  CHECK_THAT(read.error(), ContainsSubstring("this list is never closed"));
  CHECK_FALSE(read.config.day);
  CHECK_THAT(read_with(base, {"title=x\xff"}).error(),
             ContainsSubstring("--set:1:8: error: a byte that is not UTF-8 text"));
}

// What is suggested to who wrote a key or kind that is none: they mostly meant something.
#include "config/compose.h"
#include "config/override.h"
#include "config/sample.h"
#include "core/error.h"

#include "catch.h"

using namespace sample;

namespace {

/// The hint of the only problem, or how many there are.
std::string hint_of(const Outcome& read) {
  return read.errors() == 1 ? read.problems.list().front().hint
                            : std::to_string(read.errors()) + " errors";
}
std::string hint_below(const std::string& line) { return hint_of(read_below_minimal(line)); }
std::string hint_of_layer(const std::string& layer) {
  return hint_of(sample::read("optimizer: sgd\nlayers: [" + layer + "]\n"));
}
std::string hint_of_optimizer(const std::string& optimizer) {
  return hint_of(sample::read("optimizer: " + optimizer + "\nlayers: [relu]\n"));
}

/// An upper text on a lower one, as `extends` puts them.
Outcome read_on_top(const std::string& lower, const std::string& upper) {
  Problems problems;
  Node base = parse_yaml(std::make_shared<Source>(Source{"base.yaml", lower}), problems);
  return read_node(merged(std::move(base), parse_yaml(source_of(upper), problems)),
                   std::move(problems));
}

}  // namespace

TEST_CASE("names are compared without case, dashes and underscores") {
  CHECK(hint_below("training: {numWorkers: 3}") == "did you mean `num_workers`?");
  CHECK(hint_below("early-stopping: {patience: 3}") == "did you mean `early_stopping`?");
  CHECK(hint_below("Training: {epochs: 3}") == "did you mean `training`?");
  CHECK(hint_of_layer("ReLU") == "did you mean `relu`?");
  CHECK(hint_of_layer("Conv2D: 3") == "did you mean `conv2d`?");
  CHECK(hint_of_optimizer("SGD") == "did you mean `sgd`?");
}

TEST_CASE("a kind by its name in another framework is told its name here") {
  CHECK(hint_of_layer("Convolution2D: 3") == "`Convolution2D` is called `conv2d` here");
  CHECK(hint_of_layer("convolution_2d: 3") == "`convolution_2d` is called `conv2d` here");
}

TEST_CASE("a key that others have and that is not needed here comes with advice") {
  CHECK(hint_of_layer("conv2d: {in_channels: 3, out_channels: 3}") ==
        "leave it out: it follows from the layer before");
}

TEST_CASE("a key of another section is told where it belongs") {
  CHECK(hint_below("training: {patience: 3}") == "it belongs in `early_stopping`");
  CHECK(hint_below("training: {lr: 3}") == "it belongs in `optimizer`");
  CHECK(hint_below("training: {learning_rate: 3}") ==
        "`learning_rate` is called `optimizer.lr` here");
  CHECK(hint_below("learning_rate: 3") == "`learning_rate` is called `optimizer.lr` here");
  CHECK(hint_below("training: {layers: [relu]}") == "it belongs at the top level of the config");
  CHECK(hint_of_optimizer("{name: sgd, epochs: 3}") == "it belongs in `training`");
  CHECK(hint_of_layer("dropout: {epochs: 3}") == "it belongs in `training`");
}

TEST_CASE("a kind chosen by another key is told the right one") {
  CHECK(hint_of_optimizer("{type: adam}") == "the optimizer is chosen by `name: adam`");
  CHECK(hint_of_optimizer("{Adam: {lr: .1}}") == "write `name: adam` and the settings beside it");
  CHECK(hint_of_optimizer("{name: sgd, adam: {lr: .1}}") ==
        "write `name: adam` and the settings beside it");
}

TEST_CASE("settings of the kind that a lower file chose are told how to be left out") {
  const auto read = read_on_top("optimizer: {name: sgd, momentum: .9}\nlayers: [relu]\n",
                                "optimizer: {name: adam}\n");
  CHECK_THAT(read.error(), ContainsSubstring("base.yaml:1:24"));
  CHECK(
      hint_of(read) ==
      "`momentum` is a setting of the optimizer `sgd`; this is `adam`. To leave out what base.yaml "
      "says, write `optimizer: !replace {name: adam}`");
}

TEST_CASE("settings of the kind that an override changed are told how to be left out") {
  Problems problems;
  Node node =
      parse_yaml(source_of("optimizer: {name: sgd, momentum: .9}\nlayers: [relu]\n"), problems);
  apply_override(node, "optimizer.name=adam", "--set", problems);
  CHECK_THAT(hint_of(read_node(node)), ContainsSubstring("--set 'optimizer={name: adam}'"));
}

TEST_CASE("slips of the pen are told as such") {
  CHECK(hint_below("training: {epochs:3}") == "put a blank after the colon: `epochs: 3`");
  CHECK(hint_below("training:\n  epochs:3") ==
        "write it as `epochs: 3`, with a blank after the colon");
  CHECK(hint_below("training:\n  epochs = 3") ==
        "write it as `epochs: 3`, with a blank after the colon");
  CHECK(hint_below("optimizer.lr: .1") == "write it in its section: `optimizer: {lr: ...}`");
  CHECK_THAT(hint_below("training: {epochs: 1,000}"), ContainsSubstring("without commas"));
  CHECK(hint_below("training: [epochs: 3]") ==
        "write them without `- ` and square brackets; its settings: epochs, num_workers");
  CHECK(hint_of_layer("\"dropout: .5\"") == "write it without quotes");
  CHECK(hint_of_layer("dropout:.5") == "put a blank after the colon");
  CHECK(hint_of(sample::read("optimizer: sgd\nlayers:\n  -relu\n  -dropout\n")) ==
        "put a blank after each `-`");
  CHECK(hint_of(sample::read("optimizer: sgd\nlayers: relu\n")) == "write it as a list: [relu]");
  CHECK(hint_of(sample::read("optimizer: sgd\nlayers: {relu: {}}\n")) ==
        "begin each layer with `- `");
}

TEST_CASE("a key that was written otherwise is not missing besides") {
  for (const char* key : {"filters", "out_chanels", "outChannels"})
    CHECK_THAT(hint_of_layer("conv2d: {" + std::string(key) + ": 3}"),
               ContainsSubstring("out_channels"));
  const auto beside = sample::read("optimizer: sgd\nlayers:\n  - conv2d:\n    out_channels: 3\n");
  CHECK(hint_of(beside) == "indent it further, so that it is a setting of `conv2d`");
}

TEST_CASE("settings below the name of a kind that has them beside it are told so") {
  CHECK(hint_of_layer("repeat: {times: 3, layers: [relu]}") ==
        "write it as {repeat: ..., layers: [...]}");
}

TEST_CASE("numbers in another spelling are told the right one") {
  CHECK(hint_below("scale: 25%") == "write it as a number: 0.25");
  CHECK(hint_below("scale: 1/4") == "write it as a number: 0.25");
  CHECK(hint_below("scale: 1_000") == "write it without underscores");
  CHECK(hint_below("day: 1_000") == "write it without underscores");
  CHECK(hint_below("day: 12,900") == "write it without commas");
  CHECK(hint_below("scale: fast") == "");
  CHECK(hint_below("scale: 1/0") == "");
  CHECK(hint_of_layer("conv2d: {out_channels: 1, kernel_size: 3x5}") == "write it as [3, 5]");
  CHECK(hint_of_optimizer("{name: adam, betas: .9}") == "for example [0.9, 0.999]");
}

TEST_CASE("true and false in another spelling are told the right one") {
  const auto hint = [](const std::string& text) {
    return hint_of_optimizer("{name: sgd, nesterov: " + text + "}");
  };
  CHECK(hint("yes") == "write true: `yes` is a text in YAML 1.2");
  CHECK(hint("Off") == "write false: `Off` is a text in YAML 1.2");
  CHECK(hint("1") == "write true");
  CHECK(hint("0") == "write false");
  CHECK(hint("\"true\"") == "write it in small letters and without quotes");
  CHECK(hint("maybe") == "");
}

TEST_CASE("a section that is switched on or off like a flag is told how") {
  CHECK_THAT(hint_below("training: true"), ContainsSubstring("write {} to have it"));
  CHECK(hint_below("training: false") == "leave it out");
}

TEST_CASE("an error in what nobody wrote stands where the section does that lacks it") {
  Problems problems;
  Reader reader(problems);
  reader.frames.push_back({&config_spec(), {}, {source_of("a: 1\n"), 1, 1}, ""});
  reader.frames.push_back({&training_spec(), {}, {}, "training"});
  reader.error({}, "wrong");
  CHECK(problems.list().front().mark.str() == "a.yaml:1:1");
}

TEST_CASE("a number from the environment is told that it is a text") {
  Problems problems;
  Node node = parse_yaml(source_of(minimal + "scale: ${MLDAY_TEST_UNSET:5}\n"), problems);
  expand_environment(node, problems);
  CHECK(hint_of(read_node(node)) ==
        "an environment variable is a text: set a number by --set scale=...");
}

TEST_CASE("an unset variable and a key given twice do not hide what else is wrong") {
  Problems problems;
  Node node = parse_yaml(
      source_of(minimal + "title: ${MLDAY_TEST_UNSET}\nday: 0\nday: 1\ntraning: {}\n"), problems);
  expand_environment(node, problems);
  CHECK_FALSE(problems.is_fatal());
  CHECK(read_node(node, problems).errors() == 4);
}

// What is said of a wrong config: where, what, and what to write instead.
#include <algorithm>

#include "config/sample.h"
#include "core/error.h"

#include "catch.h"

using namespace sample;

namespace {

/// Checks that the line, put below a minimal config, has this one problem, and returns its text.
void check_error(const std::string& line, const std::string& place, const std::string& message,
                 const std::string& hint = "") {
  CAPTURE(line);
  const auto read = read_below_minimal(line);
  REQUIRE(read.errors() == 1);
  const auto& problem = read.problems.list().front();
  CHECK(problem.mark.str() == "a.yaml:" + place);
  CHECK(problem.message == message);
  CHECK(problem.hint == hint);
}

/// The same for a layer, which begins in column 10 of line 2.
void check_layer(const std::string& layer, const std::string& place, const std::string& message,
                 const std::string& hint = "") {
  CAPTURE(layer);
  const auto read = sample::read("optimizer: sgd\nlayers: [" + layer + "]\n");
  REQUIRE(read.errors() == 1);
  const auto& problem = read.problems.list().front();
  CHECK(problem.mark.str() == "a.yaml:" + place);
  CHECK(problem.message == message);
  CHECK(problem.hint == hint);
}

std::string thrown_by(const Problems& problems) {
  try {
    problems.throw_errors();
    return "nothing";
  } catch (const Error& error) {
    CHECK(error.exit() == Exit::usage);
    return error.what();
  }
}

}  // namespace

TEST_CASE("an error shows file, line and column, the line with a caret, and the remedy") {
  CHECK(read_below_minimal("training: {epoch: 3}").error() ==
        "a.yaml:3:12: error: unknown key `training.epoch`\n"
        "    3 | training: {epoch: 3}\n"
        "      |            ^\n"
        "        did you mean `epochs`?");
}

TEST_CASE("the caret stands below its character also where letters have several bytes") {
  const auto text = read_below_minimal("training: {\"Übung\": 3}").error();
  CHECK_THAT(text, ContainsSubstring("      |            ^"));
  const auto after = read_below_minimal("journal: {\"Ü\": 5}").error();
  CHECK_THAT(after, ContainsSubstring("    3 | journal: {\"Ü\": 5}\n      |                ^"));
}

TEST_CASE("a very long line is shown in part, around the place") {
  const auto far = read_below_minimal("journal: {" + std::string(300, 'x') + ": 0, \"ä\": 5, " +
                                      std::string(300, 'y') + ": 0}")
                       .error();
  CHECK_THAT(far, ContainsSubstring("    3 | ...xxx") && ContainsSubstring(": 5, yyy") &&
                      ContainsSubstring("yyy...\n"));
  const auto line = far.substr(far.find("..."));
  const auto caret = far.substr(far.find("      | ") + 8);
  CHECK(caret.find('^') + 1 == line.find("5, yyy"));  // ä has two bytes and one column
  const auto text = read_below_minimal("title: [" + std::string(100'000, 'x') + "]").error();
  CHECK(text.size() < 500);
  CHECK_THAT(text, ContainsSubstring("a.yaml:3:8: error: `title` expects a text"));
}

TEST_CASE("an unknown key suggests the nearest one") {
  check_error("titel: x", "3:1", "unknown key `titel`", "did you mean `title`?");
  check_error("training: {num_wrokers: 1}", "3:12", "unknown key `training.num_wrokers`",
              "did you mean `num_workers`?");
  check_error("early_stoping: {patience: 3}", "3:1", "unknown key `early_stoping`",
              "did you mean `early_stopping`?");
}

TEST_CASE("an unknown key that resembles none gets the list of those there are") {
  check_error("training: {colour: 1}", "3:12", "unknown key `training.colour`",
              "known here: epochs, num_workers");
}

TEST_CASE("a key by its name in another framework is told the name here") {
  check_layer("{conv2d: {out_channels: 3, filters: 3}}", "2:37",
              "unknown key `layers.0.conv2d.filters`", "`filters` is called `out_channels` here");
  const auto read = sample::read("optimizer: {name: sgd, learning_rate: .1}\nlayers: [relu]");
  REQUIRE(read.errors() == 1);
  CHECK(read.problems.list()[0].message == "unknown key `optimizer.learning_rate`");
  CHECK(read.problems.list()[0].hint == "`learning_rate` is called `lr` here");
}

TEST_CASE("a key on the wrong level is told its own") {
  check_error("epochs: 5", "3:1", "unknown key `epochs`",
              "it belongs one level down, in `training`");
  check_error("patience: 5", "3:1", "unknown key `patience`",
              "it belongs one level down, in `early_stopping`");
  check_error("lr: .1", "3:1", "unknown key `lr`", "it belongs one level down, in `optimizer`");
  const auto read = read_below_minimal("training: {title: x}");
  REQUIRE(read.errors() == 1);
  CHECK_THAT(read.problems.list()[0].hint, ContainsSubstring("it belongs at the top level"));
}

TEST_CASE("a key of another kind is told whose it is") {
  const auto read = sample::read("optimizer: {name: adam, momentum: .9}\nlayers: [relu]");
  REQUIRE(read.errors() == 1);
  CHECK(read.problems.list()[0].mark.str() == "a.yaml:1:25");
  CHECK(read.problems.list()[0].message == "unknown key `optimizer.momentum`");
  CHECK(read.problems.list()[0].hint ==
        "`momentum` is a setting of the optimizer `sgd`; this is `adam`");
  check_layer("{dropout: {kernel_size: 3}}", "2:21", "unknown key `layers.0.dropout.kernel_size`",
              "`kernel_size` is a setting of the layer `conv2d`; this is `dropout`");
}

TEST_CASE("an unknown kind suggests the nearest one, or lists them") {
  check_layer("relux", "2:10", "there is no layer `relux`", "did you mean `relu`?");
  check_layer("{conv_2d: 3}", "2:11", "there is no layer `conv_2d`", "did you mean `conv2d`?");
  check_layer("5", "2:10", "there is no layer `5`", "known layers: conv2d, dropout, relu, repeat");
  const auto read = sample::read("optimizer: {name: adma}\nlayers: [relu]");
  CHECK_THAT(read.error(), ContainsSubstring("there is no optimizer `adma`"));
  CHECK_THAT(read.error(), ContainsSubstring("did you mean `adam`?"));
}

TEST_CASE("a choice that names no kind lists them") {
  for (const char* optimizer : {"optimizer: {lr: .1}\n", "optimizer: {}\n"}) {
    const auto text = sample::read(optimizer + std::string("layers: [relu]")).error();
    CHECK_THAT(text, ContainsSubstring("a.yaml:1:12: error: `optimizer.name` is missing"));
    CHECK_THAT(text, ContainsSubstring("add `name: ...`; known optimizers: sgd, adam"));
  }
  const auto absent = sample::read("layers: [relu]").error();
  CHECK_THAT(absent, ContainsSubstring("a.yaml:1:1: error: `optimizer` is missing"));
  CHECK_THAT(absent,
             ContainsSubstring("add `optimizer: {name: ...}`; known optimizers: sgd, adam"));
  CHECK_THAT(sample::read("optimizer: [sgd]\nlayers: [relu]").error(),
             ContainsSubstring("`optimizer` expects an optimizer's name or settings, not a list"));
  CHECK_THAT(
      sample::read("optimizer: {name: [sgd]}\nlayers: [relu]").error(),
      ContainsSubstring("a.yaml:1:19: error: `optimizer` expects the name of the optimizer"));
}

TEST_CASE("a required key that is missing says what to write") {
  const auto read = sample::read("optimizer: sgd\nlayers: [{conv2d: {padding: same}}]");
  REQUIRE(read.errors() == 1);
  const auto& problem = read.problems.list()[0];
  CHECK(problem.mark.str() == "a.yaml:2:19");
  CHECK(problem.message == "`layers.0.conv2d.out_channels` is missing");
  CHECK_THAT(problem.hint, ContainsSubstring("out_channels: "));
  CHECK_THAT(problem.hint, ContainsSubstring("integer at least 1"));
  CHECK_THAT(problem.hint, ContainsSubstring("Number of filters."));
  CHECK_THAT(sample::read("optimizer: sgd").error(), ContainsSubstring("`layers` is missing"));
}

TEST_CASE("a value of the wrong type is told the right one") {
  check_error("day: abc", "3:6", "`day` expects an integer at least 1, not the text `abc`");
  check_error("day: 3.0", "3:6", "`day` expects an integer at least 1, not `3.0`", "write it as 3");
  check_error("day: 1e2", "3:6", "`day` expects an integer at least 1, not `1e2`",
              "write it as 100");
  check_error("day: 2.5", "3:6", "`day` expects an integer at least 1, not `2.5`",
              "a whole number is needed");
  check_error("day: '3'", "3:6", "`day` expects an integer at least 1, not the text `3`",
              "write it without quotes");
  check_error("day: 9223372036854775808", "3:6",
              "`day` expects an integer of at most 64 bits, not `9223372036854775808`");
  check_error("day: [3]", "3:6", "`day` expects an integer at least 1, not a list of 1",
              "write it without brackets: 3");
  check_error("day: {}", "3:6", "`day` expects an integer at least 1, not an empty map");
  check_error("scale: 1,5", "3:8", "`scale` expects a number, not the text `1,5`",
              "write the decimal point as a dot");
  check_error("scale: true", "3:8", "`scale` expects a number, not `true`");
  check_error("scale: 1e999", "3:8",
              "`scale` expects a number within the range of a double, not `1e999`");
  check_error("title: [a]", "3:8", "`title` expects a text, not a list of 1",
              "quote it if it is meant as a text");
  check_error("title: {a: b}", "3:8", "`title` expects a text, not a map",
              "quote it if it is meant as a text");
  check_error("journal: 5", "3:10",
              "`journal` expects a map of figures by name, such as {val_accuracy: 0.99}, not `5`");
  check_error("journal: {loss: x}", "3:17",
              "`journal.loss` expects a number from 0 to 1, not the text `x`");
  check_error("training: 5", "3:11", "`training` expects a map of settings, not `5`",
              "its settings: epochs, num_workers");
  check_error("training:\nday: 3", "3:1", "`training` is empty",
              "give it settings, or remove the line");
}

TEST_CASE("true and false are written so") {
  const auto read = sample::read("optimizer: {name: sgd, nesterov: yes}\nlayers: [relu]");
  REQUIRE(read.errors() == 1);
  CHECK(read.problems.list()[0].message ==
        "`optimizer.nesterov` expects true or false, not the text `yes`");
  CHECK_THAT(read.problems.list()[0].hint, ContainsSubstring("YAML 1.2"));
  for (const char* good : {"true", "True", "TRUE", "false"})
    CHECK(
        sample::read("optimizer: {name: sgd, nesterov: " + std::string(good) + "}\nlayers: [relu]")
            .errors() == 0);
  for (const char* bad : {"1", "'true'", "tRUE", "on", "null", "[true]"})
    CHECK(sample::read("optimizer: {name: sgd, nesterov: " + std::string(bad) + "}\nlayers: [relu]")
              .errors() == 1);
}

TEST_CASE("a value out of its range is told the range") {
  check_error("day: 0", "3:6", "`day` expects an integer at least 1, not `0`");
  check_error("journal: {loss: 1.5}", "3:17",
              "`journal.loss` expects a number from 0 to 1, not `1.5`", "1.5 % is written 0.015");
  check_layer("{dropout: 25}", "2:20",
              "`layers.0.dropout.p` expects a number from 0 to 1, not `25`",
              "25 % is written 0.25");
  check_layer("{dropout: -1}", "2:20",
              "`layers.0.dropout.p` expects a number from 0 to 1, not `-1`");
  const auto momentum = sample::read("optimizer: {name: sgd, momentum: 1}\nlayers: [relu]").error();
  CHECK_THAT(momentum, ContainsSubstring("expects a number at least 0 and less than 1, not `1`"));
  const auto lr = sample::read("optimizer: {name: sgd, lr: 0}\nlayers: [relu]").error();
  CHECK_THAT(lr, ContainsSubstring("`optimizer.lr` expects a number greater than 0, not `0`"));
}

TEST_CASE("a word that is not among the choices suggests the nearest") {
  check_layer("{conv2d: {out_channels: 1, padding: sme}}", "2:46",
              "`layers.0.conv2d.padding` is one of `valid` or `same`, not `sme`",
              "did you mean `same`?");
  check_layer("{conv2d: {out_channels: 1, padding: null}}", "2:46",
              "`layers.0.conv2d.padding` expects one of `valid` or `same`, not nothing",
              "give it a value, or leave it out");
}

TEST_CASE("a list of the wrong length is told the right one and its own") {
  check_layer(
      "{conv2d: {out_channels: 1, kernel_size: [1, 2, 3]}}", "2:50",
      "`layers.0.conv2d.kernel_size` expects an integer or [height, width], each at least 1, "
      "not a list of 3");
  check_layer("{conv2d: {out_channels: 1, kernel_size: [1, 0]}}", "2:54",
              "`layers.0.conv2d.kernel_size.1` expects an integer at least 1, not `0`");
  const auto betas = sample::read("optimizer: {name: adam, betas: [.9]}\nlayers: [relu]").error();
  CHECK_THAT(betas, ContainsSubstring("expects a list of two numbers, not a list of 1"));
}

TEST_CASE("what is no layer is told how one looks") {
  check_layer("[]", "2:10",
              "`layers.0` expects a layer, such as `conv2d: {...}`, not an empty list");
  check_layer("{}", "2:10",
              "`layers.0` expects a layer, such as `conv2d: {...}`, not an empty map");
  check_layer("~", "2:10", "`layers.0` expects a layer, such as `conv2d: {...}`, not nothing",
              "give it a value, or leave it out");
  check_layer("{relu: 5}", "2:17", "`layers.0.relu` expects a map of settings, not `5`",
              "it has no settings");
  CHECK_THAT(sample::read("optimizer: sgd\nlayers: relu").error(),
             ContainsSubstring("`layers` expects a list of layers, not the text `relu`"));
}

TEST_CASE("a setting that is not indented below its layer is told so") {
  const auto setting =
      sample::read("optimizer: sgd\nlayers:\n  - conv2d: {out_channels: 3}\n    padding: same\n");
  REQUIRE(setting.errors() == 1);
  CHECK(setting.problems.list()[0].mark.str() == "a.yaml:4:5");
  CHECK(setting.problems.list()[0].message == "`padding` stands beside `conv2d`");
  CHECK(setting.problems.list()[0].hint ==
        "indent it further, so that it is a setting of `conv2d`");
  const auto layer =
      sample::read("optimizer: sgd\nlayers:\n  - conv2d: {out_channels: 3}\n    relu: {}\n");
  REQUIRE(layer.errors() == 1);
  CHECK(layer.problems.list()[0].hint == "one layer per list item: begin a new one with `- `");
}

TEST_CASE("all errors are shown at once, in the order of their lines, and counted") {
  const auto read = sample::read(
      "training: {epochs: 0}\n"
      "titel: x\n"
      "layers: [relu, rleu]\n"
      "optimizer: {name: sgd, lr: -1}\n"
      "day: 0\n");
  REQUIRE(read.errors() == 5);
  const auto text = thrown_by(read.problems);
  std::size_t at = 0;
  for (const char* place :
       {"a.yaml:1:20: ", "a.yaml:2:1: ", "a.yaml:3:16: ", "a.yaml:4:28: ", "a.yaml:5:6: "}) {
    CAPTURE(place, text);
    const auto found = text.find(place, at);
    REQUIRE(found != std::string::npos);
    at = found;
  }
  CHECK(text.ends_with("\n5 errors"));
}

TEST_CASE("errors stay in the order of their lines where another source's stand between") {
  Problems problems;
  const auto file = source_of("1\n2\n3\n4\n5\n"), set = source_of("x=1");
  problems.error({file, 2, 1}, "", "second");
  problems.error({file, 5, 1}, "", "fifth");
  problems.error({set, 1, 1}, "", "set");
  problems.error({}, "", "nowhere");
  problems.error({file, 3, 1}, "", "third");
  problems.error({file, 1, 1}, "", "first");
  const auto text = thrown_by(problems);
  std::vector<std::size_t> places;
  for (const char* message : {"first", "second", "third", "fifth"})
    places.push_back(text.find(message));
  CHECK(std::is_sorted(places.begin(), places.end()));
  CHECK_THAT(text, ContainsSubstring("error: nowhere"));
}

TEST_CASE("of very many errors only the first are shown") {
  std::string yaml;
  for (int i = 0; i < 3000; ++i) yaml += "key" + std::to_string(i) + ": 1\n";
  const auto text = thrown_by(read_below_minimal(yaml).problems);
  CHECK(text.size() < 20'000);
  CHECK_THAT(text, ContainsSubstring("`key0`"));
  CHECK_THAT(text, ContainsSubstring("3,000 errors"));
}

TEST_CASE("a warning is no error") {
  Problems problems;
  Problem warning;
  warning.severity = Problem::Severity::warning;
  warning.message = "odd";
  warning.rule = "label_leak";
  problems.add(warning);
  CHECK_FALSE(problems.has_errors());
  CHECK(thrown_by(problems) == "nothing");
  CHECK(problems.list()[0].str() == "warning: odd [label_leak]");
  problems.error({}, "", "wrong");
  CHECK(problems.has_errors());
  CHECK(thrown_by(problems) == "error: wrong");
}

TEST_CASE("a config that is no map of settings is told so, once") {
  for (const char* text : {"- a\n- b\n", "just words\n", "5\n"}) {
    CAPTURE(text);
    const auto error = sample::read(text).error();
    CHECK_THAT(error, ContainsSubstring("a.yaml:1:1: error: "));
    CHECK_THAT(error, ContainsSubstring("expects a map of settings"));
    CHECK_THAT(error, !ContainsSubstring("``"));
  }
}

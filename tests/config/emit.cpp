// Nodes to YAML text, which must read back to the same.
#include <cmath>
#include <nlohmann/json.hpp>

#include "config/sample.h"

#include "catch.h"

using namespace mlday;

namespace {

Node parse(const std::string& text) {
  Problems problems;
  Node node = parse_yaml(sample::source_of(text), problems);
  for (const auto& problem : problems.list()) FAIL_CHECK(problem.str() + "\nin\n" + text);
  return node;
}

/// What a node means, without how it was written.
nlohmann::ordered_json meaning(const Node& node) {
  if (node.is_map()) {
    auto json = nlohmann::ordered_json::object();
    for (const auto& entry : node.entries) json[entry.key] = meaning(entry.value);
    return json;
  }
  if (node.is_sequence()) {
    auto json = nlohmann::ordered_json::array();
    for (const auto& item : node.items) json.push_back(meaning(item));
    return json;
  }
  const auto type = node.scalar_type();
  if (type == ScalarType::null) return nullptr;
  return std::to_string(static_cast<int>(type)) + ":" + node.text;
}

}  // namespace

TEST_CASE("what is written reads back to the same tree") {
  for (const char* text :
       {" ---\n  ...\n", "'--- a': '...'", "a: 1\nb: [1, 2, x]\nc: {d: {}, e: []}\n",
        "- a\n- [b, [c, {d: e}]]\n- {}\n- [[]]\n", "a: ~\n",
        "x: {y: {z: [{a: 1, b: [1, 2]}, {c: null}]}}\n", "[]\n", "{}\n", "5\n", "'5'\n",
        "list: [null, ~, '', 'null', true, 'true', 1e-3, '1e-3', .inf, '.inf']\n",
        "block: |\n  two\n  lines\nnext: >\n  folded\n  text\n", "'key: with': 'value # with'\n",
        "true: 1\n5: 2\n'null': 3\n"}) {
    CAPTURE(text);
    const Node node = parse(text);
    const auto written = emit_yaml(node);
    CAPTURE(written);
    CHECK(meaning(parse(written)) == meaning(node));
    CHECK(emit_yaml(parse(written)) == written);
  }
}

TEST_CASE("a null that was tagged stays null, and a quoted << no merge key") {
  CHECK(emit_yaml(parse("a: !!null null\nb: [!!null ~]\n")) == "a: null\nb: [null]\n");
  const Node node = parse("x: &x {a: 1}\ny: {\"<<\": *x}\n");
  CHECK(meaning(parse(emit_yaml(node))) == meaning(node));
}

TEST_CASE("a carriage return within a text is written so that it reads back") {
  const Node node = parse("title: \"a\\rb\"\n");
  CHECK(meaning(parse(emit_yaml(node))) == meaning(node));
}

TEST_CASE("an optional section without settings stays where defaults are left out") {
  const auto read = sample::read(sample::minimal + "early_stopping: {patience: 0}\ntraining: {}\n");
  const auto minimal = emit_yaml(without_defaults(read.tree, sample::config_spec()));
  CHECK_THAT(minimal, ContainsSubstring("early_stopping: {}\n"));
  CHECK_THAT(minimal, !ContainsSubstring("training"));
  CHECK(sample::read(minimal).config.early_stopping);
}

TEST_CASE(
    "a kind whose settings stand beside its name keeps the name where defaults are left out") {
  const auto read = sample::read("optimizer: adam\nlayers: [{repeat: 1, layers: [relu]}]\n");
  const auto minimal = emit_yaml(without_defaults(read.tree, sample::config_spec()));
  CHECK_THAT(minimal, ContainsSubstring("repeat: 1"));
  CHECK(emit_yaml(sample::read(minimal).tree) == emit_yaml(read.tree));
}

TEST_CASE("the origins are comments, and do not change what is read") {
  const Node node = parse("a: 1\nb: [1, 2]\nc: {d: x, e: {}, f: []}\ng: [{h: 1}, null]\n");
  const auto written = emit_yaml(node, true);
  CAPTURE(written);
  CHECK(meaning(parse(written)) == meaning(node));
  CHECK_THAT(written, ContainsSubstring("a: 1  # a.yaml:1:4\n"));
  Node unmarked = Node::map();
  unmarked.set("a", Node::scalar("1"));
  CHECK(emit_yaml(unmarked, true) == "a: 1  # default\n");
  CHECK(emit_yaml(unmarked) == "a: 1\n");
}

TEST_CASE("a resolved config is written in block style, lists of values in brackets") {
  const auto read = sample::read("optimizer: {name: adam}\nlayers: [{dropout: .5}, relu]\n");
  CHECK(emit_yaml(read.tree) ==
        "title: untitled\n"
        "day: null\n"
        "scale: 1\n"
        "optimizer:\n"
        "  name: adam\n"
        "  lr: 0.01\n"
        "  betas: [0.9, 0.999]\n"
        "layers:\n"
        "  - dropout:\n"
        "      p: 0.5\n"
        "      inplace: false\n"
        "  - relu: {}\n"
        "training:\n"
        "  epochs: 10\n"
        "  num_workers: 2\n"
        "early_stopping: null\n"
        "journal: {}\n");
}

TEST_CASE("every text reads back as the same text") {
  for (const char* text : {"",
                           " ",
                           "plain",
                           "a: b",
                           "a #b",
                           "#b",
                           "- a",
                           "-",
                           "?",
                           "? a",
                           ":",
                           "a:",
                           "@a",
                           "`a`",
                           "%a",
                           "!a",
                           "&a",
                           "*a",
                           "|",
                           ">",
                           "[",
                           "]",
                           "{",
                           "}",
                           ",",
                           "[a",
                           "a]",
                           "a, b",
                           "'",
                           "\"",
                           "it's",
                           "\"q\"",
                           "~",
                           "null",
                           "true",
                           "yes",
                           "no",
                           "1e5",
                           "0x1F",
                           "-.inf",
                           "1_000",
                           "5",
                           " lead",
                           "trail ",
                           "two\nlines",
                           "\n",
                           "ends\n",
                           "tab\there",
                           "\t",
                           "back\\slash",
                           "a\\nb",
                           "ä 漢 🙂",
                           "---",
                           "...",
                           "--- a",
                           "<<",
                           "=",
                           "c:\\data",
                           "http://x.y/z?a=b#c",
                           "a\r\nb",
                           "\x7f"}) {
    CAPTURE(text);
    Node node = Node::map();
    node.set("title", Codec<std::string>::write(text));
    node.set("list", Node::sequence());
    node.find("list")->items = {Codec<std::string>::write(text), Codec<std::string>::write("x")};
    const auto written = emit_yaml(node);
    CAPTURE(written);
    const Node read = parse(written);
    REQUIRE(read.find("title"));
    CHECK(read.find("title")->text == text);
    CHECK(read.find("title")->scalar_type() == ScalarType::text);
    REQUIRE(read.find("list")->items.size() == 2);
    CHECK(read.find("list")->items[0].text == text);
    CHECK(read.find("list")->items[0].scalar_type() == ScalarType::text);
  }
}

TEST_CASE("every number reads back exactly") {
  for (const double value : {0., -0., .1, 1. / 3, 1e-8, 1e38, -5e-324, 123456789.123456789}) {
    Node node = Node::map();
    node.set("scale", Codec<double>::write(value));
    const auto read = sample::read(sample::minimal + emit_yaml(node));
    REQUIRE(read.errors() == 0);
    CHECK(read.config.scale == value);
    CHECK(std::signbit(read.config.scale) == std::signbit(value));
  }
}

TEST_CASE("every other value is written as what it was read from") {
  CHECK(emit_yaml(Codec<bool>::write(true)) == "true\n");
  CHECK(emit_yaml(Codec<std::int64_t>::write(-7)) == "-7\n");
  CHECK(emit_yaml(Codec<Size2>::write({3, 3})) == "3\n");
  CHECK(emit_yaml(Codec<Size2>::write({3, 4})) == "[3, 4]\n");
  CHECK(emit_yaml(Codec<std::array<double, 2>>::write({.9, .999})) == "[0.9, 0.999]\n");
  CHECK(emit_yaml(Codec<Figures>::write({{"a", 1}, {"b", .5}})) == "a: 1\nb: 0.5\n");
  CHECK(emit_yaml(Codec<std::optional<double>>::write(std::nullopt)) == "null\n");
  CHECK(emit_yaml(Codec<std::optional<double>>::write(.5)) == "0.5\n");
}

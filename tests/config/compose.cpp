// Configs made of files, and texts from the environment.
#include "config/compose.h"

#include <cstdlib>
#include <fstream>

#include "config/yaml.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;

namespace {

Node composed(const TemporaryFolder& folder, const std::string& file, Problems& problems) {
  return compose(read_source(folder / file), folder / file, problems);
}

void write(const TemporaryFolder& folder, const std::string& file, const std::string& text) {
  std::ofstream(folder / file) << text;
}

std::string first_message(const Problems& problems) {
  REQUIRE_FALSE(problems.list().empty());
  return problems.list().front().str();
}

Node parsed(const std::string& text, Problems& problems) {
  return compose(std::make_shared<Source>(Source{"text", text}), "", problems);
}

}  // namespace

TEST_CASE("a config takes what it does not say from the one it extends") {
  TemporaryFolder folder;
  write(folder, "base.yaml", "title: base\noptimizer: {name: adam, lr: .1}\nlist: [1, 2]\n");
  write(folder, "top.yaml", "extends: base.yaml\noptimizer: {lr: .2}\nlist: [3]\n");
  Problems problems;
  const Node node = composed(folder, "top.yaml", problems);
  CHECK(problems.list().empty());
  CHECK(node.find("extends") == nullptr);
  CHECK(node.find("title")->text == "base");
  CHECK(node.find("optimizer")->find("name")->text == "adam");
  CHECK(node.find("optimizer")->find("lr")->text == ".2");
  REQUIRE(node.find("list")->items.size() == 1);
  CHECK(node.find("list")->items[0].text == "3");
}

TEST_CASE("a value keeps the file it came from") {
  TemporaryFolder folder;
  write(folder, "base.yaml", "a: 1\nb: 2\n");
  write(folder, "top.yaml", "extends: base.yaml\nb: 3\n");
  Problems problems;
  const Node node = composed(folder, "top.yaml", problems);
  CHECK_THAT(node.find("a")->mark.str(), ContainsSubstring("base.yaml:1:4"));
  CHECK_THAT(node.find("b")->mark.str(), ContainsSubstring("top.yaml:2:4"));
}

TEST_CASE("of several bases the later ones win") {
  TemporaryFolder folder;
  write(folder, "one.yaml", "a: 1\nb: 1\n");
  write(folder, "two.yaml", "b: 2\n");
  write(folder, "top.yaml", "extends: [one.yaml, two.yaml]\n");
  Problems problems;
  const Node node = composed(folder, "top.yaml", problems);
  CHECK(node.find("a")->text == "1");
  CHECK(node.find("b")->text == "2");
}

TEST_CASE("a map tagged replace comes without what is below it") {
  TemporaryFolder folder;
  write(folder, "base.yaml", "optimizer: {name: adam, betas: [.9, .99]}\n");
  write(folder, "top.yaml", "extends: base.yaml\noptimizer: !replace {name: sgd}\n");
  Problems problems;
  const Node node = composed(folder, "top.yaml", problems);
  CHECK(node.find("optimizer")->find("betas") == nullptr);
  CHECK(node.find("optimizer")->find("name")->text == "sgd");
}

TEST_CASE("a map over a short form adds to it") {
  TemporaryFolder folder;
  write(folder, "base.yaml", "optimizer: adam\n");
  write(folder, "top.yaml", "extends: base.yaml\noptimizer: {lr: .1}\n");
  Problems problems;
  const Node node = composed(folder, "top.yaml", problems);
  CHECK(node.find("optimizer")->find(short_form_key)->text == "adam");
  CHECK(node.find("optimizer")->find("lr")->text == ".1");
}

TEST_CASE("configs that extend each other in a circle are an error with its place") {
  TemporaryFolder folder;
  write(folder, "a.yaml", "extends: b.yaml\n");
  write(folder, "b.yaml", "extends: a.yaml\n");
  Problems problems;
  composed(folder, "a.yaml", problems);
  CHECK_THAT(first_message(problems), ContainsSubstring("b.yaml:1:10"));
  CHECK_THAT(first_message(problems), ContainsSubstring("circle"));
}

TEST_CASE("a base that is not there is an error at the word that names it") {
  TemporaryFolder folder;
  write(folder, "top.yaml", "title: x\nextends: nowhere.yaml\n");
  Problems problems;
  composed(folder, "top.yaml", problems);
  CHECK_THAT(first_message(problems), ContainsSubstring("top.yaml:2:10"));
  CHECK_THAT(first_message(problems), ContainsSubstring("nowhere.yaml"));
}

TEST_CASE("variables of the environment stand in texts") {
  ::setenv("MLDAY_TEST_WORD", "signs", 1);
  ::unsetenv("MLDAY_TEST_NOTHING");
  Problems problems;
  const Node node = parsed(
      "a: ${MLDAY_TEST_WORD}\nb: x ${MLDAY_TEST_NOTHING:y} z\nc: $${MLDAY_TEST_WORD}\n", problems);
  CHECK(problems.list().empty());
  CHECK(node.find("a")->text == "signs");
  CHECK(node.find("b")->text == "x y z");
  CHECK(node.find("c")->text == "${MLDAY_TEST_WORD}");
}

TEST_CASE("a variable's value is text even where it looks like a number") {
  ::setenv("MLDAY_TEST_NUMBER", "12", 1);
  Problems problems;
  const Node node = parsed("a: ${MLDAY_TEST_NUMBER}\n", problems);
  CHECK(node.find("a")->scalar_type() == ScalarType::text);
}

TEST_CASE("a variable that is not set is an error that shows how to give a default") {
  ::unsetenv("MLDAY_TEST_NOTHING");
  Problems problems;
  parsed("a: ${MLDAY_TEST_NOTHING}\n", problems);
  CHECK_THAT(first_message(problems), ContainsSubstring("${MLDAY_TEST_NOTHING:default}"));
}

TEST_CASE("what looks like a variable is written so that it reads back as text") {
  Problems problems;
  Node node = Node::map();
  node.set("a", Node::scalar("${HOME}"));
  const Node again = parsed(emit_yaml(node), problems);
  CHECK(again.find("a")->text == "${HOME}");
}

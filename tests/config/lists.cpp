// Lists of plain values, and of sections.
#include <nlohmann/json.hpp>

#include "config/document.h"
#include "config/yaml.h"

#include "catch.h"

using namespace mlday;

namespace {

struct Group {
  std::string pattern;
  double factor = 1;
};

struct Settings {
  std::vector<std::int64_t> times;
  std::vector<std::string> words;
  std::vector<Group> groups;
};

const Spec<Group>& group_spec() {
  static const auto spec = Spec<Group>("group", "One of several.")
                               .required("pattern", &Group::pattern, anything(), "Which.")
                               .key("factor", &Group::factor, positive(), "How much.");
  return spec;
}

const Spec<Settings>& settings_spec() {
  static const auto spec = Spec<Settings>("settings", "All lists.")
                               .key("times", &Settings::times, at_least(1), "When.")
                               .key("words", &Settings::words, one_of({"a", "b"}), "Which.")
                               .section_list("groups", &Settings::groups, group_spec, "Several.");
  return spec;
}

struct Reading {
  Settings settings;
  Node resolved;
  Problems problems;
};

Reading read_lists(const std::string& yaml) {
  Reading reading;
  const Node node = parse_yaml(std::make_shared<Source>(Source{"test", yaml}), reading.problems);
  Reader reader(reading.problems);
  reading.resolved = settings_spec().read(node, &reading.settings, reader);
  return reading;
}

std::string first_problem(const std::string& yaml) {
  const auto reading = read_lists(yaml);
  return reading.problems.list().empty() ? "" : reading.problems.list().front().str();
}

}  // namespace

TEST_CASE("a list of values is read, each held against the constraint") {
  CHECK(read_lists("{times: [3, 1, 2], words: [b, a]}").settings.times ==
        std::vector<std::int64_t>{3, 1, 2});
  CHECK(read_lists("{times: []}").settings.times.empty());
  CHECK_THAT(first_problem("{times: [3, 0]}"), ContainsSubstring("`times.1` expects an integer"));
  CHECK_THAT(first_problem("{times: 3}"), ContainsSubstring("`times` expects a list of integers"));
  CHECK_THAT(first_problem("{words: [a, c]}"), ContainsSubstring("`words.1` is one of"));
}

TEST_CASE("a list of sections is read, each with its defaults and its own problems") {
  const auto reading = read_lists("{groups: [{pattern: x}, {pattern: y, factor: 2}]}");
  REQUIRE(reading.settings.groups.size() == 2);
  CHECK(reading.settings.groups[0].factor == 1);
  CHECK(reading.settings.groups[1].pattern == "y");
  CHECK_THAT(first_problem("{groups: [{pattern: x}, {factor: 2}]}"),
             ContainsSubstring("`groups.1.pattern` is missing"));
  CHECK_THAT(first_problem("{groups: [{pattern: x, factr: 2}]}"),
             ContainsSubstring("did you mean `factor`?"));
  CHECK_THAT(first_problem("{groups: {pattern: x}}"), ContainsSubstring("a list"));
}

TEST_CASE("a resolved list of sections reads back to the same, and is left out where empty") {
  const auto reading = read_lists("{groups: [{pattern: x}]}");
  CHECK(emit_yaml(read_lists(emit_yaml(reading.resolved)).resolved) == emit_yaml(reading.resolved));
  CHECK(without_defaults(reading.resolved, settings_spec()).find("groups"));
  CHECK_FALSE(
      without_defaults(read_lists("{times: [1]}").resolved, settings_spec()).find("groups"));
}

TEST_CASE("help and schema know lists of sections") {
  CHECK_THAT(help_text(settings_spec(), "groups.factor"), ContainsSubstring("How much."));
  const auto schema = nlohmann::json::parse(json_schema(settings_spec()));
  const auto& groups = schema.at("properties").at("groups");
  CHECK(groups.at("type") == "array");
  CHECK(groups.at("items").at("properties").contains("factor"));
}

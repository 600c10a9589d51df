// Adding a setting is one line, its `.key(...)`: all that users see of it follows from that.
#include <nlohmann/json.hpp>

#include "config/document.h"
#include "config/override.h"
#include "config/sample.h"

#include "catch.h"

using namespace mlday;

namespace {

struct Optimizer {
  virtual ~Optimizer() = default;
};

struct Lion : Optimizer {
  double lr = 1e-4;
  double weight_decay = .01;
};

template <bool with_the_line>
const Roster<Optimizer>& optimizers() {
  static const auto spec = [] {
    auto lion = Spec<Lion>("lion", "Signs of the momentum (Chen et al., 2023).");
    lion.key("lr", &Lion::lr, positive(), "Learning rate before annealing.");
    if (with_the_line)
      lion.key("weight_decay", &Lion::weight_decay, at_least(0), "Pulls weights to zero.");
    return lion;
  }();
  static const Roster<Optimizer> roster("optimizer", "name", "lion", {kind_of<Optimizer>(spec)});
  return roster;
}

struct Config {
  Choice<Optimizer> optimizer;
};

template <bool with_the_line>
const Spec<Config>& config_spec() {
  static const auto spec =
      Spec<Config>("config", "A sample.")
          .choice("optimizer", &Config::optimizer, optimizers<with_the_line>, "How to step.");
  return spec;
}

struct Read {
  Config config;
  std::string resolved, errors;
};

template <bool with_the_line>
Read read(const std::string& text, const std::string& set = "") {
  Problems problems;
  Node node = parse_yaml(sample::source_of(text), problems);
  if (!set.empty()) apply_override(node, set, "--set", problems);
  Read result;
  Reader reader(problems);
  result.resolved = emit_yaml(config_spec<with_the_line>().read(node, &result.config, reader));
  for (const auto& problem : problems.list()) result.errors += problem.str() + "\n";
  return result;
}

const nlohmann::json schema_of(const std::string& text, const std::string& key) {
  const auto kinds = nlohmann::json::parse(text).at("$defs").at("optimizer").at("anyOf");
  return kinds.at(1).at("allOf").at(0).at("then").at("properties").value(key, nlohmann::json());
}

}  // namespace

TEST_CASE("without its line a setting is not known anywhere") {
  const auto& spec = config_spec<false>();
  for (const auto& page : {help_text(spec, "optimizer.lion"), reference_page(spec),
                           json_schema(spec), read<false>("{}").resolved})
    CHECK_THAT(page, !ContainsSubstring("weight_decay"));
  CHECK_THAT(read<false>("optimizer: {weight_decay: 1}").errors,
             ContainsSubstring("unknown key `optimizer.weight_decay`"));
}

TEST_CASE("with its line a setting is in help, reference, schema and the resolved config") {
  const auto& spec = config_spec<true>();
  const auto help = help_text(spec, "optimizer.lion.weight_decay");
  CHECK_THAT(help, ContainsSubstring("Pulls weights to zero."));
  CHECK_THAT(help, ContainsSubstring("type: number at least 0"));
  CHECK_THAT(help, ContainsSubstring("default: 0.01"));
  CHECK_THAT(reference_page(spec),
             ContainsSubstring(
                 "| `weight_decay` | number at least 0 | `0.01` | Pulls weights to zero. |"));
  const auto schema = schema_of(json_schema(spec), "weight_decay");
  CHECK(schema.at("type") == "number");
  CHECK(schema.at("minimum") == 0);
  CHECK(schema.at("default") == .01);
  CHECK(schema.at("description") == "Pulls weights to zero.");
  CHECK_THAT(read<true>("{}").resolved, ContainsSubstring("weight_decay: 0.01\n"));
}

TEST_CASE("with its line a setting is read, checked, suggested and set from the command line") {
  const auto given = read<true>("optimizer: {weight_decay: .5}");
  CHECK(given.errors.empty());
  CHECK(sample::as<Lion>(given.config.optimizer).weight_decay == .5);
  CHECK_THAT(read<true>("optimizer: {weight_decay: -1}").errors,
             ContainsSubstring("`optimizer.weight_decay` expects a number at least 0, not `-1`"));
  CHECK_THAT(read<true>("optimizer: {weight_dekay: 1}").errors,
             ContainsSubstring("did you mean `weight_decay`?"));
  const auto set = read<true>("optimizer: lion", "optimizer.weight_decay=.25");
  CHECK(set.errors.empty());
  CHECK(sample::as<Lion>(set.config.optimizer).weight_decay == .25);
}

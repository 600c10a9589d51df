// What is read off the declarations: help, the reference, the schema.
#include "config/document.h"

#include <nlohmann/json.hpp>

#include "config/sample.h"
#include "core/error.h"

#include "catch.h"

using namespace mlday;

TEST_CASE("help names a key's type, default and what it is called elsewhere") {
  const auto text = help_text(sample::config_spec(), "optimizer.adam.lr");
  CHECK_THAT(text, ContainsSubstring("number greater than 0"));
  CHECK_THAT(text, ContainsSubstring("default: 0.01"));
  CHECK_THAT(text, ContainsSubstring("learning_rate"));
}

TEST_CASE("help finds a kind by its name alone") {
  CHECK_THAT(help_text(sample::config_spec(), "adam"), ContainsSubstring("optimizer.adam"));
}

TEST_CASE("help on a roster lists its kinds") {
  const auto text = help_text(sample::config_spec(), "optimizer");
  CHECK_THAT(text, ContainsSubstring("sgd"));
  CHECK_THAT(text, ContainsSubstring("Steps scaled by the gradient's history."));
}

TEST_CASE("help on an unknown name suggests the nearest one") {
  try {
    help_text(sample::config_spec(), "optimiser");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK_THAT(error.what(), ContainsSubstring("`optimizer"));
  }
}

TEST_CASE("the reference has every key of every spec with its sentence") {
  const auto page = reference_page(sample::config_spec());
  for (const auto& documented : specs_below(sample::config_spec()))
    for (const auto& key : documented.spec->keys()) {
      INFO(documented.path << "." << key.name);
      CHECK_THAT(page, ContainsSubstring("| `" + key.name + "` |"));
      CHECK_THAT(page, ContainsSubstring(key.sentence));
    }
}

TEST_CASE("the schema is JSON, requires nothing, and refuses unknown keys") {
  const auto schema = nlohmann::json::parse(json_schema(sample::config_spec()));
  CHECK(schema.at("additionalProperties") == false);
  CHECK_FALSE(schema.contains("required"));
  CHECK(schema.at("properties").contains("optimizer"));
  CHECK(schema.at("properties").contains("extends"));
}

TEST_CASE("a list of kinds is found by singular and plural") {
  CHECK(list_text(sample::config_spec(), "optimizers") ==
        list_text(sample::config_spec(), "optimizer"));
  CHECK_THAT(list_text(sample::config_spec(), ""), ContainsSubstring("optimizers"));
  CHECK_THROWS_AS(list_text(sample::config_spec(), "trees"), Error);
}

// What is known of data beside its samples, and its way through a checkpoint's metadata.
#include "data/facts.h"

#include "core/error.h"
#include "data/loader.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

TEST_CASE("facts say what a network's end must tell") {
  const DataFacts signs{.inputs = {{.shape = {3, 8, 8}, .channels = "RGB"}},
                        .class_names = {"a", "b"}};
  CHECK(signs.has_classes());
  CHECK(signs.outputs() == 2);
  CHECK(signs.target_text() == "2 classes");
  const DataFacts fruit{.inputs = {{.shape = {3}}}, .target_names = {"apples", "oranges"}};
  CHECK_FALSE(fruit.has_classes());
  CHECK(fruit.outputs() == 2);
  CHECK(fruit.target_text() == "the numbers apples and oranges");
}

TEST_CASE("facts read back from a checkpoint's metadata as they were") {
  const DataFacts facts[] = {
      {.inputs = {{.shape = {3, 8, 8}, .channels = "RGB"}}, .class_names = {"Stop", "a \"b\", c"}},
      {.inputs = {{.shape = {3}}}, .target_names = {"apples", "oranges"}}};
  for (const auto& written : facts) {
    const auto read = facts_of_metadata(facts_metadata(written), "x");
    CHECK(read.input().shape == written.input().shape);
    CHECK(read.input().channels == written.input().channels);
    CHECK(read.class_names == written.class_names);
    CHECK(read.target_names == written.target_names);
  }
}

TEST_CASE("a checkpoint without facts is refused by its name") {
  auto metadata = facts_metadata({.inputs = {{.shape = {2}}}, .class_names = {"0", "1"}});
  metadata["class_names"] = "[1, 2";
  CHECK_THROWS_WITH(facts_of_metadata(metadata, "some/best.safetensors"),
                    ContainsSubstring("some/best.safetensors"));
  CHECK_THROWS_AS(facts_of_metadata({}, "x"), Error);
}

TEST_CASE("facts that contradict each other are refused, as every broken checkpoint") {
  const DataFacts picture{.inputs = {{.shape = {3, 8, 8}, .channels = "RGB"}},
                          .class_names = {"a", "b"}};
  const DataFacts table{.inputs = {{.shape = {3},
                                    .columns = {{.name = "x", .type = "numeric", .scale = 2},
                                                {.name = "c",
                                                 .type = "categorical",
                                                 .one_hot = true,
                                                 .categories = {"no", "yes"}}}}},
                        .class_names = {"a", "b"}};
  const auto changed = [](const DataFacts& facts, const std::string& key, const std::string& from,
                          const std::string& to) {
    auto metadata = facts_metadata(facts);
    const auto at = metadata[key].find(from);
    REQUIRE(at != std::string::npos);
    metadata[key].replace(at, from.size(), to);
    return metadata;
  };
  CHECK_NOTHROW(facts_of_metadata(facts_metadata(picture), "x"));
  CHECK_NOTHROW(facts_of_metadata(facts_metadata(table), "x"));
  for (const auto& metadata : {changed(picture, "preprocessing", "\"RGB\"", "\"grey\""),
                               changed(picture, "preprocessing", "\"RGB\"", "\"foo\""),
                               changed(picture, "class_names", "\"b\"", "\"a\""),
                               changed(table, "preprocessing", "\"scale\":2.0", "\"scale\":0.0"),
                               changed(table, "preprocessing", "\"yes\"", "\"no\""),
                               changed(table, "preprocessing", "\"categorical\"", "\"numeric\""),
                               changed(table, "preprocessing", "\"categorical\"", "\"strange\"")})
    CHECK_THROWS_WITH(facts_of_metadata(metadata, "x"), ContainsSubstring("does not say what"));
}

TEST_CASE("GTSRB's facts are known from its settings, and its data says the same") {
  const auto settings =
      chosen(loaders(), "{loader: gtsrb, image_size: 9, stand_in: {kind: synthetic, images: 50}}");
  REQUIRE(settings->facts().has_value());
  CHECK(settings->facts()->input().shape == Shape{3, 9, 9});
  const auto data = settings->load({{"/no/such/folder"}});
  CHECK(data.facts.input().shape == settings->facts()->input().shape);
  CHECK(data.facts.class_names == settings->facts()->class_names);
}

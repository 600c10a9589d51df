// Texts as bags of words beside scikit-learn's (scripts/oracle/make_class_metric_figures.py).
#include "data/tables/bag.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/file.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

const nlohmann::json& figures() {
  static const auto all =
      nlohmann::json::parse(read_file(std::string(MLDAY_FIGURES) + "/class_metrics.json"));
  return all;
}

FieldFacts fitted(const std::string& kind, const BagSettings& bag, std::int64_t min_count = 1) {
  FieldFacts field{.name = "text", .shape = {1}, .bag = kind};
  fit_bag(figures()["texts"].get<std::vector<std::string>>(), {}, bag, min_count, field);
  return field;
}

/// Every text's numbers are scikit-learn's, term by term.
void check_like(const std::string& name, const FieldFacts& field, const BagSettings& bag) {
  const auto terms = figures()[name]["terms"].get<std::vector<std::string>>();
  REQUIRE(field.vocabulary.size() == terms.size());
  const auto made = bag_of(field, {}, bag);
  for (std::size_t text = 0; text < figures()["texts"].size(); ++text) {
    const auto numbers = made(figures()["texts"][text]);
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const auto place = std::find(field.vocabulary.begin(), field.vocabulary.end(), terms[i]);
      REQUIRE(place != field.vocabulary.end());
      CHECK(numbers[place - field.vocabulary.begin()].item<float>() ==
            Approx(figures()[name]["numbers"][text][i].get<double>()).margin(1e-7));
    }
  }
}

}  // namespace

TEST_CASE("counts and tf-idf of words and pairs are scikit-learn's") {
  const BagSettings pairs{.ngrams = {1, 2}};
  check_like("counts", fitted("counts", pairs), pairs);
  check_like("tfidf", fitted("tfidf", pairs), pairs);
  check_like("frequent", fitted("counts", {}, 2), {});
}

TEST_CASE("words that training has not, and texts without any, are zeros") {
  const auto field = fitted("tfidf", {});
  CHECK(field.vocabulary.front() == "the");
  for (const auto* text : {"", "unheard of"})
    CHECK(bag_of(field, {}, {})(text).abs().sum().item<float>() == 0);
}

TEST_CASE("a hashed text has length 1, whatever its words, and no vocabulary") {
  const BagSettings bag{.n_features = 8};
  const auto field = fitted("hashed", bag);
  CHECK(field.vocabulary.empty());
  CHECK(field.shape == Shape{8});
  const auto numbers = bag_of(field, {}, bag)("the cat unheard of");
  CHECK(numbers.square().sum().item<float>() == Approx(1));
  CHECK(numbers.equal(bag_of(field, {}, bag)("of unheard cat the")));
}

TEST_CASE("character groups run over spaces") {
  const WordSettings characters{.split = "character"};
  CHECK(terms_of("a bc", characters, {.ngrams = {2, 3}}) ==
        std::vector<std::string>{"a ", " b", "bc", "a b", " bc"});
}

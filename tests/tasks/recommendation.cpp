// Factors, biases and ranking figures beside NumPy's (scripts/oracle/make_als_figures.py).
#include <nlohmann/json.hpp>

#include "core/file.h"
#include "tasks/recommendation/als.h"
#include "tasks/recommendation/ranking_figures.h"

#include "catch.h"

using namespace mlday;

namespace {

const nlohmann::json& figures() {
  static const auto all =
      nlohmann::json::parse(read_file(std::string(MLDAY_FIGURES) + "/als.json"));
  return all;
}

std::int64_t extent_of(const nlohmann::json& list) {
  return static_cast<std::int64_t>(list.size());
}

RatingLists stored_lists() {
  RatingLists lists{.begins = {0}, .items = {}, .ratings = {}};
  for (std::size_t user = 0; user < figures()["known"].size(); ++user) {
    for (std::size_t item = 0; item < figures()["start"].size(); ++item)
      if (figures()["known"][user][item] == 1) {
        lists.items.push_back(static_cast<std::int32_t>(item));
        lists.ratings.push_back(figures()["ratings"][user][item].get<float>());
      }
    lists.begins.push_back(lists.size());
  }
  return lists;
}

std::vector<double> flat(const nlohmann::json& rows) {
  std::vector<double> values;
  for (const auto& row : rows)
    for (const auto& value : row) values.push_back(value);
  return values;
}

void check_close(const std::vector<double>& values, const std::vector<double>& expected) {
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(values[i] == Approx(expected[i]).epsilon(1e-8).margin(1e-10));
}

struct Biases {
  double mean = 0;
  std::vector<double> users, items;
};

Biases fitted_biases(const RatingLists& by_user, const RatingLists& by_item) {
  Biases biases{figures()["mean"], std::vector<double>(by_user.begins.size() - 1),
                std::vector<double>(by_item.begins.size() - 1)};
  solve_biases(by_user, by_item, biases.mean, 5, 10, biases.users.data(), biases.items.data());
  return biases;
}

void check_alternation(const std::string& kind, AlsSettings settings, bool beyond_biases = false) {
  const auto by_user = stored_lists();
  const auto item_count = extent_of(figures()["start"]);
  const auto by_item = by_user.turned(item_count);
  const auto biases = fitted_biases(by_user, by_item);
  AlsOffsets of_users, of_items;
  if (beyond_biases) {
    of_users = {biases.mean, biases.users.data(), biases.items.data()};
    of_items = {biases.mean, biases.items.data(), biases.users.data()};
  }
  settings.rank = 3;
  auto items = flat(figures()["start"]);
  std::vector<double> users(static_cast<std::size_t>(3 * by_user.users()));
  for (int i = 0; i < figures()["iterations"]; ++i) {
    solve_factors(by_user, settings, of_users, items.data(), item_count, users.data());
    solve_factors(by_item, settings, of_items, users.data(), by_user.users(), items.data());
  }
  check_close(users, flat(figures()[kind]["users"]));
  check_close(items, flat(figures()[kind]["items"]));
}

}  // namespace

TEST_CASE("alternating least squares are NumPy's, by lambda and by lambda times the ratings") {
  check_alternation("weighted", {.regularization = .1, .weighted = true});
  check_alternation("plain", {.regularization = 2, .weighted = false});
}

TEST_CASE("factors of what biases leave are NumPy's") {
  check_alternation("beyond_biases", {.regularization = 1.5, .weighted = false}, true);
}

TEST_CASE("implicit factors solve the equations of Hu, Koren and Volinsky") {
  check_alternation("implicit",
                    {.regularization = .3, .weighted = false, .implicit = true, .alpha = 4});
}

TEST_CASE("biases are NumPy's") {
  const auto by_user = stored_lists();
  const auto biases = fitted_biases(by_user, by_user.turned(extent_of(figures()["start"])));
  check_close(biases.users, figures()["user_bias"].get<std::vector<double>>());
  check_close(biases.items, figures()["item_bias"].get<std::vector<double>>());
}

TEST_CASE("precision, recall and NDCG at k are those of the sorted list") {
  for (const auto& stored : figures()["ranking"]) {
    const auto found =
        ranking_figures(stored["relevant"].get<std::vector<std::int64_t>>(), stored["k"]);
    CHECK(found.precision == Approx(stored["figures"][0].get<double>()).epsilon(1e-12));
    CHECK(found.recall == Approx(stored["figures"][1].get<double>()).epsilon(1e-12));
    CHECK(found.ndcg == Approx(stored["figures"][2].get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("lists turned twice are the same lists") {
  const auto lists = stored_lists();
  const auto again = lists.turned(extent_of(figures()["start"])).turned(lists.users());
  CHECK(again.begins == lists.begins);
  CHECK(again.items == lists.items);
  CHECK(again.ratings == lists.ratings);
}

// Curves beside scikit-learn's (scripts/oracle/make_ranking_figures.py).
#include "run/sections/ranking.h"

#include <nlohmann/json.hpp>

#include "core/file.h"

#include "catch.h"

using namespace mlday;

namespace {

const nlohmann::json& figures() {
  static const auto all =
      nlohmann::json::parse(read_file(std::string(MLDAY_FIGURES) + "/ranking.json"));
  return all;
}

Ranking stored_ranking(std::int64_t of_class) {
  std::vector<Ranked> samples;
  for (std::size_t i = 0; i < figures()["truth"].size(); ++i)
    samples.push_back({figures()["scores"][i][static_cast<std::size_t>(of_class)],
                       figures()["truth"][i] == of_class});
  return ranking_of(samples).value();
}

void check_all_close(const std::vector<double>& values, const nlohmann::json& expected) {
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(values[i] == Approx(expected[i].get<double>()).epsilon(1e-12));
}

}  // namespace

TEST_CASE("areas under the curves of each class against the rest are scikit-learn's") {
  for (std::int64_t at = 0; at < 4; ++at) {
    const auto ranking = stored_ranking(at);
    const auto place = static_cast<std::size_t>(at);
    CHECK(ranking.auc == Approx(figures()["auc"][place].get<double>()).epsilon(1e-12));
    CHECK(ranking.average_precision ==
          Approx(figures()["average_precision"][place].get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("the mean of the classes' curves is NumPy's") {
  MeanCurves mean;
  for (std::int64_t at = 0; at < 4; ++at) mean.add(stored_ranking(at));
  const auto curves = mean.result();
  check_all_close(curves.roc.y, figures()["mean_roc"]);
  check_all_close(curves.precision_recall.y, figures()["mean_precision"]);
  CHECK(curves.roc.x.front() == 0);
  CHECK(curves.roc.x.back() == 1);
}

TEST_CASE("a single ranking's curve is thinned and keeps its ends") {
  std::vector<Ranked> samples;
  for (int i = 0; i < 5000; ++i) samples.push_back({static_cast<double>(i), i % 2 == 0});
  const auto curves = curves_of(ranking_of(samples).value());
  CHECK(curves.roc.x.size() < 500);
  CHECK(curves.roc.x.front() == 0);
  CHECK(curves.roc.y.back() == 1);
  CHECK(curves.precision_recall.x.back() == 1);
}

TEST_CASE("samples of one kind alone have no ranking") {
  CHECK(!ranking_of({{.4, true}, {.3, true}}));
  CHECK(!ranking_of({}));
}

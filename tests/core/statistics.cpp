// Intervals and tests beside scipy's and statsmodels' (scripts/oracle/statistics.py).
#include "core/statistics.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/file.h"

#include "catch.h"

using namespace mlday;

namespace {

using Numbers = std::vector<double>;

const nlohmann::json& stored(const std::string& name) {
  static const auto all =
      nlohmann::json::parse(read_file(std::string(MLDAY_FIGURES) + "/statistics.json"));
  return all.at(name);
}

/// To nine digits, of tiny chances too.
void check_close(double value, const nlohmann::json& expected) {
  const auto number = expected.get<double>();
  CAPTURE(value, number);
  CHECK(std::abs(value - number) <= 1e-9 * std::abs(number));
}

void check_interval(const Interval& interval, const nlohmann::json& low,
                    const nlohmann::json& high) {
  check_close(interval.low, low);
  check_close(interval.high, high);
}

}  // namespace

TEST_CASE("Wilson's interval is statsmodels', of no right sample and of all too") {
  for (const auto& c : stored("wilson")) {
    CAPTURE(c.dump());
    const auto interval = wilson_interval(c["right"], c["samples"], c["confidence"]);
    check_interval(interval, c["low"], c["high"]);
    CHECK(interval.low >= 0);
    CHECK(interval.high <= 1);
  }
}

TEST_CASE("a mean's interval is scipy's by Student's t") {
  for (const auto& c : stored("mean")) {
    CAPTURE(c.dump());
    const auto estimate = mean_estimate(c["values"].get<Numbers>(), c["confidence"]);
    check_close(estimate.mean, c["mean"]);
    check_close(estimate.deviation, c["deviation"]);
    check_interval(estimate.interval, c["low"], c["high"]);
  }
}

TEST_CASE("a single value has a mean and no interval, no value has neither") {
  const auto one = mean_estimate({.5});
  CHECK(one.mean == .5);
  CHECK(std::isnan(one.deviation));
  CHECK(std::isnan(one.interval.low));
  CHECK(std::isnan(one.interval.high));
  CHECK(std::isnan(mean_estimate({}).mean));
}

TEST_CASE("the difference of two means is scipy's by Welch's t") {
  for (const auto& c : stored("welch")) {
    CAPTURE(c.dump());
    const auto difference =
        welch_difference(c["a"].get<Numbers>(), c["b"].get<Numbers>(), c["confidence"]);
    check_close(difference.mean, c["mean"]);
    check_close(difference.p, c["p"]);
    check_interval(difference.interval, c["low"], c["high"]);
  }
}

TEST_CASE("values that never vary differ for certain, or not at all") {
  const auto apart = welch_difference({.5, .5}, {.75, .75});
  CHECK(apart.mean == .25);
  CHECK(apart.p == 0);
  CHECK(welch_difference({.5, .5}, {.5, .5}).p == 1);
}

TEST_CASE("McNemar's exact test is statsmodels', up to a million samples") {
  for (const auto& c : stored("mcnemar")) {
    CAPTURE(c.dump());
    check_close(mcnemar_p(c["only_a"], c["only_b"]), c["p"]);
    check_close(mcnemar_p(c["only_b"], c["only_a"]), c["p"]);
  }
}

TEST_CASE("the chances of several tests are raised as statsmodels does by Holm") {
  for (const auto& c : stored("holm")) {
    CAPTURE(c.dump());
    const auto adjusted = holm_adjusted(c["chances"].get<Numbers>());
    REQUIRE(adjusted.size() == c["adjusted"].size());
    for (std::size_t i = 0; i < adjusted.size(); ++i) check_close(adjusted[i], c["adjusted"][i]);
  }
  CHECK(holm_adjusted({}).empty());
}

TEST_CASE("the paired bootstrap has NumPy's percentiles of the same draws, and scipy's nearly") {
  for (const auto& c : stored("paired")) {
    CAPTURE(c.dump());
    const auto difference =
        paired_bootstrap(c["differences"].get<Numbers>(), c["seed"], c["draws"], c["confidence"]);
    check_close(difference.mean, c["mean"]);
    check_close(difference.p, c["p"]);
    check_interval(difference.interval, c["low"], c["high"]);
    const double width = difference.interval.high - difference.interval.low;
    CHECK(difference.interval.low == Approx(c["scipy"][0].get<double>()).margin(.03 * width));
    CHECK(difference.interval.high == Approx(c["scipy"][1].get<double>()).margin(.03 * width));
  }
}

TEST_CASE("the bootstrap's draws are the seed's") {
  const Numbers differences{.5, -.25, .125, 2, -1};
  const auto low = [&](std::uint64_t seed) {
    return paired_bootstrap(differences, seed, 50).interval.low;
  };
  CHECK(low(1) == low(1));
  CHECK(low(1) != low(2));
}

TEST_CASE("errors of numbers have NumPy's percentiles of the same draws") {
  for (const auto& c : stored("errors")) {
    CAPTURE(c.dump());
    const auto intervals =
        error_intervals(c["truths"].get<Numbers>(), c["predictions"].get<Numbers>(), c["seed"],
                        c["draws"], c["confidence"]);
    check_interval(intervals.rmse, c["rmse"][0], c["rmse"][1]);
    check_interval(intervals.mae, c["mae"][0], c["mae"][1]);
    check_interval(intervals.r2, c["r2"][0], c["r2"][1]);
  }
  CHECK(std::isnan(error_intervals({2, 2}, {1, 2}, 0, 20).r2.low));
}

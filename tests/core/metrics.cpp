#include "core/metrics.h"

#include <cmath>
#include <limits>

#include "catch.h"

using namespace mlday;

TEST_CASE("better is by more than min_delta, in the metric's own direction") {
  CHECK(improves(.9, 1., Direction::down));
  CHECK_FALSE(improves(1.1, 1., Direction::down));
  CHECK(improves(1.1, 1., Direction::up));
  CHECK_FALSE(improves(.9, 1., Direction::up));
  CHECK(improves(1.5, 1., Direction::up, .25));
  CHECK_FALSE(improves(1.25, 1., Direction::up, .25));
  CHECK(improves(.5, 1., Direction::down, .25));
  CHECK_FALSE(improves(.75, 1., Direction::down, .25));
}

TEST_CASE("a tie is no improvement") {
  CHECK_FALSE(improves(1, 1., Direction::up));
  CHECK_FALSE(improves(1, 1., Direction::down));
}

TEST_CASE("the first number is an improvement, a NaN never") {
  CHECK(improves(-5, std::nullopt, Direction::up, 10));
  CHECK(improves(5, std::nullopt, Direction::down, 10));
  CHECK_FALSE(improves(std::nan(""), std::nullopt, Direction::up));
  CHECK_FALSE(improves(std::nan(""), 1., Direction::down));
}

TEST_CASE("metrics keep the order in which they were first set") {
  Metrics metrics;
  metrics.set("loss", 2);
  metrics.set("accuracy", .5);
  metrics.set("loss", 1);
  CHECK(metrics.items() == std::vector<Metrics::Item>{{"loss", 1}, {"accuracy", .5}});
  CHECK(metrics.find("loss") == 1.);
  CHECK(metrics.find("accuracy") == .5);
  CHECK_FALSE(metrics.find("val_loss"));
}

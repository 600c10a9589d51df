#include "train/range_test.h"

#include <cmath>

#include "core/rng.h"
#include "torch_helpers.h"

using namespace mlday;

namespace {

/// A test over losses that fall while the rate is below `valley` and rise above it.
RangeTest told(double valley, std::int64_t steps) {
  RangeTest test(1e-7, 10, steps);
  while (const auto lr = test.next_lr()) {
    const double decades = std::log10(*lr / valley);
    test.add(decades < 0 ? 1 + 1 / (1 + std::exp(4 * (decades + 1.5))) : 1 + 5 * decades);
  }
  return test;
}

}  // namespace

TEST_CASE("rates rise by equal factors from the first to the last") {
  RangeTest test(1e-4, 1, 5);
  for (const double wanted : {1e-4, 1e-3, 1e-2, 1e-1, 1.}) {
    CHECK(*test.next_lr() == Approx(wanted).epsilon(1e-9));
    test.add(1);
  }
  CHECK_FALSE(test.next_lr());
  CHECK_FALSE(test.exploded());
}

TEST_CASE("a loss that explodes, or is no number, ends the test") {
  RangeTest test(1e-4, 1, 100);
  for (int i = 0; i < 10; ++i) test.add(1);
  test.add(1000);
  CHECK(test.exploded());
  CHECK_FALSE(test.next_lr());
  RangeTest other(1e-4, 1, 100);
  other.add(1);
  other.add(std::nan(""));
  CHECK(other.exploded());
  CHECK(other.points().size() == 1);
}

TEST_CASE("the suggestion lies where the loss falls, below where it is lowest") {
  for (const double valley : {1e-3, 1e-1}) {
    CAPTURE(valley);
    const auto found = told(valley, 200).suggestion();
    REQUIRE(found);
    CHECK(found->lowest > valley / 3);
    CHECK(found->lowest < valley * 3);
    CHECK(found->lr < valley);
    CHECK(found->lr > valley / 100);
    CHECK(found->lr <= found->lowest / 3);
  }
}

TEST_CASE("batches whose losses differ much do not lead the suggestion astray") {
  for (int seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const double valley = 1e-2;
    Rng rng(static_cast<std::uint64_t>(seed));
    RangeTest test(1e-7, 10, 100);
    while (const auto lr = test.next_lr()) {
      const double decades = std::log10(*lr / valley);
      const double loss =
          decades < 0 ? 1 + 1 / (1 + std::exp(4 * (decades + 1.5))) : 1 + 5 * decades;
      test.add(loss * std::exp(.4 * rng.normal()));
    }
    const auto found = test.suggestion();
    REQUIRE(found);
    CHECK(found->lr < valley);
    CHECK(found->lr > valley / 300);
  }
}

TEST_CASE("where the loss never falls nothing is suggested") {
  RangeTest flat(1e-7, 10, 100);
  while (flat.next_lr()) flat.add(2);
  CHECK_FALSE(flat.suggestion());
  RangeTest rising(1e-7, 10, 100);
  for (int i = 0; rising.next_lr(); ++i) rising.add(2 + .01 * i);
  CHECK_FALSE(rising.suggestion());
  CHECK_FALSE(RangeTest(1e-7, 10, 100).suggestion());
}

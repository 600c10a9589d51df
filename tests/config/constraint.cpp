#include "config/constraint.h"

#include "core/text.h"

#include "catch.h"

using namespace mlday;

TEST_CASE("a constraint accepts what its bounds say, and no more") {
  CHECK(positive().accepts(1e-300));
  CHECK_FALSE(positive().accepts(0.));
  CHECK(at_least(1).accepts(1.));
  CHECK_FALSE(at_least(1).accepts(.999));
  CHECK(between(0, 1).accepts(1.));
  CHECK_FALSE(between(0, 1).accepts(1.001));
  CHECK(from_to_below(0, 1).accepts(0.));
  CHECK_FALSE(from_to_below(0, 1).accepts(1.));
  CHECK_FALSE(strictly_between(0, 1).accepts(0.));
  CHECK(one_of({"a", "b"}).accepts(std::string("b")));
  CHECK_FALSE(one_of({"a", "b"}).accepts(std::string("c")));
  CHECK(anything().accepts(-1e300));
}

TEST_CASE("a constraint gives a refused value for each of its bounds and words") {
  using Values = std::vector<std::string>;
  CHECK(positive().refused() == Values{"0"});
  CHECK(at_least(1).refused() == Values{"0"});
  CHECK(at_least(.5).refused() == Values{"0"});
  CHECK(between(1, 4096).refused() == Values{"0", "4097"});
  CHECK(between(-1, .5).refused() == Values{"-2", "1"});
  CHECK(from_to_below(0, 1).refused() == Values{"-1", "1"});
  CHECK(strictly_between(.1, .9).refused() == Values{"0", "1"});
  CHECK(one_of({"min", "max"}).refused() == Values{"min_", "max_"});
  CHECK(anything().refused().empty());
}

TEST_CASE("no constraint accepts what it says it refuses") {
  for (const auto& constraint :
       {positive(), at_least(-3), at_least(1e6), between(0, 1), between(1, 1e6),
        from_to_below(0, 1), strictly_between(0, 1), strictly_between(-.5, 2.5)})
    for (const auto& value : constraint.refused()) {
      CAPTURE(constraint.str(), value);
      CHECK_FALSE(constraint.accepts(*to_double(value)));
    }
}

// Known values are SplitMix64's published ones, and those of a Python transcription of the rules in
// rng.h.
#include "core/rng.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "catch.h"

using namespace mlday;

TEST_CASE("the generator gives SplitMix64's published numbers") {
  Rng rng(1234567);
  for (const std::uint64_t expected :
       {6457827717110365317ull, 3203168211198807973ull, 9817491932198370423ull,
        4593380528125082431ull, 16408922859458223821ull})
    CHECK(rng.next() == expected);
  CHECK(Rng(0).next() == 0xE220A8397B1DCDAFull);
}

TEST_CASE("uniform numbers are known, lie in [0, 1) and fill it evenly") {
  Rng rng(42);
  CHECK(rng.uniform() == 0.7415648787718233);
  CHECK(rng.uniform() == 0.1599103928769201);
  CHECK(rng.uniform() == 0.27860113025513866);
  std::vector<int> tenths(10);
  bool inside = true;
  for (int i = 0; i < 100'000; ++i) {
    const double value = rng.uniform();
    inside = inside && value >= 0 && value < 1;
    ++tenths[static_cast<std::size_t>(value * 10)];
  }
  CHECK(inside);
  // Standard deviation of a count: 95.
  for (const int count : tenths) CHECK(std::abs(count - 10'000) < 500);
  for (int i = 0; i < 100; ++i) {
    const double value = rng.uniform(-3, 5);
    REQUIRE((value >= -3 && value < 5));
  }
}

TEST_CASE("normal numbers are known and have mean 0 and variance 1") {
  Rng rng(42);
  CHECK(rng.normal() == Approx(0.8822489062222688).epsilon(1e-14));
  CHECK(rng.normal() == Approx(-0.4508498757188601).epsilon(1e-14));
  CHECK(rng.normal() == Approx(0.1883526341159315).epsilon(1e-14));
  double sum = 0, squares = 0, within_one = 0;
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) {
    const double value = rng.normal();
    sum += value;
    squares += value * value;
    within_one += std::abs(value) < 1;
  }
  CHECK(std::abs(sum / count) < .02);
  CHECK(std::abs(squares / count - 1) < .03);
  CHECK(std::abs(within_one / count - .6827) < .01);
}

TEST_CASE("below gives known numbers and reaches every one of them") {
  Rng rng(7);
  for (const std::uint64_t expected : {7u, 4u, 6u, 3u, 4u, 5u, 8u, 2u, 5u, 5u})
    CHECK(rng.below(10) == expected);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(rng.below(7));
  CHECK(seen == std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6});
  for (int i = 0; i < 10; ++i) CHECK(rng.below(1) == 0);
}

TEST_CASE("below favours no number, even where a plain remainder would") {
  // Of 2^64 / (3 * 2^62) a remainder would give the lowest third half of all draws.
  constexpr std::uint64_t third = 1ull << 62;
  Rng rng(11);
  std::vector<int> counts(3);
  for (int i = 0; i < 30'000; ++i) {
    const auto value = rng.below(3 * third);
    REQUIRE(value < 3 * third);
    ++counts[value / third];
  }
  for (const int count : counts) CHECK(std::abs(count - 10'000) < 500);
}

TEST_CASE("a permutation is known, and holds every number once") {
  CHECK(Rng(42).permutation(10) == std::vector<std::int64_t>{0, 9, 5, 8, 6, 4, 7, 2, 1, 3});
  CHECK(Rng(1).permutation(0).empty());
  CHECK(Rng(1).permutation(1) == std::vector<std::int64_t>{0});
  auto order = Rng(3).permutation(1000);
  std::vector<std::int64_t> counting(1000);
  std::iota(counting.begin(), counting.end(), 0);
  CHECK(order != counting);
  std::sort(order.begin(), order.end());
  CHECK(order == counting);
}

TEST_CASE("every permutation of three comes equally often") {
  std::map<std::vector<std::int64_t>, int> counts;
  Rng rng(5);
  for (int i = 0; i < 12'000; ++i) ++counts[rng.permutation(3)];
  REQUIRE(counts.size() == 6);
  for (const auto& [order, count] : counts) CHECK(std::abs(count - 2'000) < 250);
}

TEST_CASE("streams have known seeds that differ by name, number and seed") {
  CHECK(stream_seed(42, "shuffle") == 0xfe09c2b9781bec0bull);
  CHECK(stream_seed(42, "shuffle", 1) == 0x16da6e96e5e7f5a0ull);
  CHECK(stream_seed(42, "shuffle", 0, 1) == 0x71d1c80a6792c721ull);
  CHECK(stream_seed(42, "split") == 0xa20b23c9003bd3fcull);
  CHECK(stream_seed(43, "shuffle") == 0x54b02af8c0175162ull);
  CHECK(stream_seed(42, "dropout", 3, 7) == 0x5b8b1b5f19a60c3full);
  std::set<std::uint64_t> seeds;
  for (std::uint64_t a = 0; a < 50; ++a)
    for (std::uint64_t b = 0; b < 50; ++b)
      for (const char* name : {"shuffle", "dropout", ""}) seeds.insert(stream_seed(1, name, a, b));
  CHECK(seeds.size() == 50 * 50 * 3);
}

TEST_CASE("neighbouring streams have nothing in common") {
  std::set<std::uint64_t> seen;
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch) {
    Rng rng(stream_seed(42, "shuffle", epoch));
    for (int i = 0; i < 500; ++i) seen.insert(rng.next());
  }
  CHECK(seen.size() == 20 * 500);
}

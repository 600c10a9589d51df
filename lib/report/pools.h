// Runs that differ in nothing but their seeds, taken together.
#pragma once

#include <string>
#include <vector>

#include "core/statistics.h"
#include "report/compared_run.h"

namespace mlday {

struct Pool {
  std::vector<std::size_t> runs;  ///< their places, two or more
  std::string name;               ///< "A, B and C"
};

/// The pools among these runs. A run whose seeds are those of an earlier one of its pool would
/// count the same twice: it stands in `repeated`, in no pool.
struct Pools {
  std::vector<Pool> list;
  std::vector<std::size_t> repeated;
};
Pools pools_of(const std::vector<ComparedRun>& runs);

/// A figure of a pool's runs; empty where one of them has none, or one that is no number.
std::vector<double> pooled_values(const std::vector<ComparedRun>& runs, const Pool& pool,
                                  const std::string& figure);

/// Two pools' means of a figure by Welch's t test.
struct PoolTest {
  std::string figure;
  std::size_t a = 0, b = 0;  ///< pools
  Difference difference;     ///< of b's mean and a's
  std::string words;
};

/// Each pool against the first, in the figures that their config's journal reports, or else the one
/// that decides which epoch is best. With Holm's correction where there are several tests.
std::vector<PoolTest> pool_tests(const std::vector<ComparedRun>& runs, const Pools& pools);

}  // namespace mlday

#include "report/pools.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/text.h"
#include "report/chance.h"
#include "report/run_config.h"

namespace mlday {
namespace {

std::string pool_name(const std::vector<ComparedRun>& runs, const std::vector<std::size_t>& pool) {
  constexpr std::size_t most = 4;
  std::vector<std::string> labels;
  for (const auto i : pool) labels.push_back(runs[i].label);
  if (labels.size() <= most) return join_words(labels);
  return labels[0] + ", " + labels[1] + " ... " + labels.back();
}

std::vector<std::string> figures_to_test(const ComparedRun& run) {
  std::vector<std::string> names;
  for (const auto& [name, value] : run.summary.journal.items()) names.push_back(name);
  if (names.empty() && !run.summary.best_monitor.empty()) names.push_back(run.summary.best_monitor);
  return names;
}

std::string welch_words(const PoolTest& test, const Pools& pools, double corrected,
                        std::size_t tests) {
  const auto& [mean, interval, p] = test.difference;
  const auto &a = pools.list[test.a].name, &b = pools.list[test.b].name;
  if (mean == 0) return test.figure + ": " + a + " and " + b + " have the same mean";
  return test.figure + ": the mean of " + b + " is " + rounded(std::abs(mean), 3) +
         (mean > 0 ? " above" : " below") + " that of " + a + " (95 % interval of the difference " +
         rounded(interval.low, 3) + " to " + rounded(interval.high, 3) + "); " +
         chance_sentence(p, false, corrected, tests);
}

}  // namespace

Pools pools_of(const std::vector<ComparedRun>& runs) {
  std::map<std::string, std::size_t> place_of;  // of a config's pool in `all`
  std::vector<Pool> all;
  std::vector<std::set<std::vector<std::string>>> seeds;
  Pools pools;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].config.entries.empty()) continue;
    // Drawn data in place of real ones are another experiment.
    const auto config =
        config_without_seeds(runs[i].config) + (runs[i].summary.synthetic ? " synthetic" : " real");
    const auto [found, is_new] = place_of.emplace(config, all.size());
    if (is_new) all.emplace_back(), seeds.emplace_back();
    if (seeds[found->second].insert(seeds_of(runs[i].config)).second)
      all[found->second].runs.push_back(i);
    else
      pools.repeated.push_back(i);
  }
  for (auto& pool : all) {
    if (pool.runs.size() < 2) continue;
    pool.name = pool_name(runs, pool.runs);
    pools.list.push_back(std::move(pool));
  }
  return pools;
}

std::vector<double> pooled_values(const std::vector<ComparedRun>& runs, const Pool& pool,
                                  const std::string& figure) {
  std::vector<double> values;
  for (const auto i : pool.runs) {
    const auto value = runs[i].figures.find(figure);
    if (!value || !std::isfinite(*value)) return {};
    values.push_back(*value);
  }
  return values;
}

std::vector<PoolTest> pool_tests(const std::vector<ComparedRun>& runs, const Pools& pools) {
  std::vector<PoolTest> tests;
  for (std::size_t b = 1; b < pools.list.size(); ++b)
    for (const auto& figure : figures_to_test(runs[pools.list[0].runs[0]])) {
      const auto of_a = pooled_values(runs, pools.list[0], figure),
                 of_b = pooled_values(runs, pools.list[b], figure);
      if (of_a.empty() || of_b.empty()) continue;
      tests.push_back({figure, 0, b, welch_difference(of_a, of_b), ""});
    }
  std::vector<double> chances;
  for (const auto& test : tests) chances.push_back(test.difference.p);
  const auto corrected = holm_adjusted(chances);
  for (std::size_t i = 0; i < tests.size(); ++i)
    tests[i].words = welch_words(tests[i], pools, corrected[i], tests.size());
  return tests;
}

}  // namespace mlday

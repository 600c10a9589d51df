#include "report/pools.h"

#include <cmath>

#include "catch.h"

using namespace mlday;

namespace {

ComparedRun pooled_run(const std::string& label, const std::string& lr, const std::string& seed,
                       double accuracy) {
  ComparedRun run{.label = label};
  run.config = Node::map();
  run.config.set("lr", Node::scalar(lr));
  auto training = Node::map();
  training.set("seed", Node::scalar(seed));
  run.config.set("training", training);
  run.summary.best_monitor = "val_accuracy";
  run.figures.set("val_accuracy", accuracy);
  return run;
}

}  // namespace

TEST_CASE("runs are pooled where only their seeds differ") {
  auto runs = std::vector{pooled_run("A", ".1", "1", .5), pooled_run("B", ".2", "1", .7),
                          pooled_run("C", ".1", "2", .6), pooled_run("D", ".1", "2", .6)};
  const auto pools = pools_of(runs);
  REQUIRE(pools.list.size() == 1);
  CHECK(pools.list[0].runs == std::vector<std::size_t>{0, 2});
  CHECK(pools.list[0].name == "A and C");
  CHECK(pools.repeated == std::vector<std::size_t>{3});
  CHECK(pooled_values(runs, pools.list[0], "val_accuracy") == std::vector<double>{.5, .6});
  CHECK(pooled_values(runs, pools.list[0], "val_loss").empty());
  runs[0].figures.set("val_accuracy", NAN);
  CHECK(pooled_values(runs, pools.list[0], "val_accuracy").empty());
  runs[0].summary.synthetic = true;
  CHECK(pools_of(runs).list.empty());
}

TEST_CASE("runs whose config is not there are not taken for alike") {
  CHECK(pools_of({ComparedRun{.label = "A"}, ComparedRun{.label = "B"}}).list.empty());
}

TEST_CASE("pools are compared by their means") {
  std::vector<ComparedRun> runs;
  for (const double accuracy : {.5, .6, .55})
    runs.push_back(pooled_run("A", ".1", std::to_string(accuracy), accuracy));
  for (const double accuracy : {.7, .8, .75})
    runs.push_back(pooled_run("B", ".2", std::to_string(accuracy), accuracy));
  for (const double accuracy : {.5, .6, .55})
    runs.push_back(pooled_run("C", ".3", std::to_string(accuracy), accuracy));
  const auto tests = pool_tests(runs, pools_of(runs));
  REQUIRE(tests.size() == 2);
  CHECK(tests[0].difference.p == welch_difference({.5, .6, .55}, {.7, .8, .75}).p);
  CHECK_THAT(tests[0].words,
             ContainsSubstring("val_accuracy: the mean of B, B and B is 0.2 above that of A, A and "
                               "A (95 % interval of the difference 0.0867 to 0.313)"));
  CHECK_THAT(tests[0].words, ContainsSubstring("by Holm's correction for 2 of them"));
  CHECK(tests[1].words == "val_accuracy: A, A and A and C, C and C have the same mean");
}

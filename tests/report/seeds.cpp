#include "report/seeds.h"

#include <cmath>

#include "core/error.h"
#include "core/statistics.h"
#include "core/temporary_folder.h"
#include "store/summary.h"

#include "catch.h"

using namespace mlday;

namespace {

RunFolder seed_run(const TemporaryFolder& temp, std::int64_t seed, double accuracy,
                   bool has_journal = true, const std::string& status = "finished") {
  const RunFolder folder(temp / std::to_string(seed));
  std::filesystem::create_directories(folder.root());
  Summary summary{.config = "day02", .status = status, .seed = seed};
  summary.last.set("loss", .5);
  summary.last.set("test_loss", .25);
  summary.last.set("test_accuracy", accuracy);
  if (has_journal) summary.journal.set("test_accuracy", .72);
  write_summary(folder, summary);
  return folder;
}

}  // namespace

TEST_CASE("seeds are told each, with mean, deviation, interval and the journal's figure") {
  const TemporaryFolder temp;
  const std::vector<RunFolder> runs{seed_run(temp, 1, .68), seed_run(temp, 2, .7),
                                    seed_run(temp, 3, .75)};
  const auto estimate = mean_estimate({.68, .7, .75});
  const auto json = seeds_json(runs);
  CHECK(json["seeds"] == OrderedJson{1, 2, 3});
  REQUIRE(json["figures"].size() == 1);
  const auto& figure = json["figures"]["test_accuracy"];
  CHECK(figure["values"] == OrderedJson{.68, .7, .75});
  CHECK(figure["mean"] == estimate.mean);
  CHECK(figure["deviation"] == estimate.deviation);
  CHECK(figure["low"] == estimate.interval.low);
  CHECK(figure["high"] == estimate.interval.high);
  CHECK(figure["journal"] == .72);
  CHECK(seeds_text(runs) ==
        "day02, 3 seeds, after the last epoch:\n"
        "  seed                          test_accuracy\n"
        "  1                                      0.68\n"
        "  2                                       0.7\n"
        "  3                                      0.75\n"
        "  mean                                   0.71\n"
        "  deviation                           0.03606\n"
        "  95 % interval of the mean  0.6204 to 0.7996\n"
        "  journal                                0.72");
}

TEST_CASE("seeds without a journal's figure are told by the part furthest from training") {
  const TemporaryFolder temp;
  const auto json = seeds_json({seed_run(temp, 1, .5, false), seed_run(temp, 2, NAN, false)});
  REQUIRE(json["figures"].size() == 1);
  const auto& figure = json["figures"]["test_accuracy"];
  CHECK(figure["values"][1].is_null());
  CHECK(figure["mean"].is_null());
  CHECK_FALSE(figure.contains("journal"));
}

TEST_CASE("a seed that did not finish is left out and named") {
  const TemporaryFolder temp;
  const std::vector<RunFolder> runs{seed_run(temp, 1, .5), seed_run(temp, 2, .9, true, "failed")};
  CHECK(seeds_json(runs)["seeds"] == OrderedJson{1});
  CHECK(seeds_json(runs)["figures"]["test_accuracy"]["low"].is_null());
  CHECK_THAT(seeds_text(runs), ContainsSubstring("seed 2 is left out: failed"));
  CHECK_THROWS_AS(seeds_json({RunFolder(temp / "none")}), Error);
}

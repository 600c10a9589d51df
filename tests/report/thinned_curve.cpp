#include "report/thinned_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/temporary_folder.h"
#include "report/step_curve.h"
#include "report/thinned_history.h"

#include "catch.h"

using namespace mlday;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

CurvePoint point(std::int64_t step, double loss) {
  const auto place = static_cast<double>(step);
  return {.step = step, .epoch = place / 100, .seconds = place / 1000, .lr = .1, .loss = loss};
}

}  // namespace

TEST_CASE("a curve of ten million updates keeps few spans, all points and both extremes") {
  ThinnedCurve curve(200);
  constexpr std::int64_t updates = 10'000'000, spike = 7'654'321, dip = 1'234'567;
  for (std::int64_t step = 1; step <= updates; ++step)
    curve.add(point(step, step == spike ? 99 : step == dip ? -99 : 1));
  CHECK(curve.spans().size() <= 200);
  CHECK(curve.spans().size() >= 100);
  std::int64_t points = 0;
  double low = 0, high = 0;
  for (const auto& span : curve.spans()) {
    points += span.points;
    low = std::min(low, span.low);
    high = std::max(high, span.high);
    CHECK(span.last.step == points);
    CHECK(span.low <= span.last.loss);
    CHECK(span.last.loss <= span.high);
  }
  CHECK(points == updates);
  CHECK(low == -99);
  CHECK(high == 99);
}

TEST_CASE("a span's loss is the mean of its points, without those that are no numbers") {
  ThinnedCurve curve(2);
  for (std::int64_t step = 1; step <= 8; ++step)
    curve.add(point(step, step == 3 ? no_number : static_cast<double>(step)));
  REQUIRE(curve.spans().size() == 2);
  CHECK(curve.spans()[0].last.loss == Approx((1 + 2 + 4) / 3.));
  CHECK(curve.spans()[1].last.loss == Approx((5 + 6 + 7 + 8) / 4.));
  CHECK(curve.spans()[0].low == 1);
  CHECK(curve.spans()[0].high == 4);
  ThinnedCurve broken(2);
  broken.add(point(1, no_number));
  CHECK(std::isnan(broken.spans()[0].last.loss));
}

TEST_CASE("a run that goes on behind an update forgets what came after it") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  const auto train = [&](std::int64_t from, std::int64_t to, double loss) {
    StepCurve curve(run, from, true);
    for (std::int64_t step = from + 1; step <= to; ++step) {
      StepRecord record{.epoch = 1, .step = step, .steps_per_epoch = 100, .updates = step};
      record.loss = [&] { return loss; };
      curve.on_step(record);
    }
    curve.on_end({});
  };
  train(0, 50, 1);
  train(30, 40, 2);
  const auto spans = read_steps(run.steps());
  REQUIRE(spans.size() == 40);
  CHECK(spans[29].last.loss == 1);
  CHECK(spans[30].last.loss == 2);
  CHECK(spans[39].last.epoch == Approx(.4));
}

TEST_CASE("what is trained again after a rollback takes the place of what was there") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  StepCurve curve(run, 0, true);
  for (const std::int64_t step : {1, 2, 3, 4, 2, 3}) {
    StepRecord record{.epoch = 1, .step = step, .steps_per_epoch = 4, .updates = step};
    record.loss = [] { return 1.; };
    curve.on_step(record);
  }
  curve.on_end({});
  const auto spans = read_steps(run.steps());
  REQUIRE(spans.size() == 3);
  CHECK(spans.back().last.step == 3);
}

TEST_CASE("several batches of one update are one point") {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  StepCurve curve(run, 0, true);
  for (std::int64_t batch = 1; batch <= 4; ++batch) {
    StepRecord record{.epoch = 1, .step = batch, .steps_per_epoch = 4, .updates = batch / 2};
    record.loss = [] { return 1.; };
    curve.on_step(record);
  }
  curve.on_save();
  CHECK(read_steps(run.steps()).size() == 2);
}

TEST_CASE("of a long history the extremes of the loss and the best epoch are shown") {
  std::vector<EpochRecord> history;
  constexpr std::int64_t epochs = 50'000, spike = 31'415, best = 27'182;
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    EpochRecord record{.epoch = epoch};
    record.metrics.set("loss", epoch == spike ? 9 : 1 / static_cast<double>(epoch));
    history.push_back(record);
  }
  const auto shown = thinned_history(history, best);
  CHECK(shown.size() <= 2003);
  CHECK(shown.front() == 0);
  CHECK(shown.back() == epochs - 1);
  CHECK(std::count(shown.begin(), shown.end(), spike - 1) == 1);
  CHECK(std::count(shown.begin(), shown.end(), best - 1) == 1);
  history.resize(7);
  CHECK(thinned_history(history, 0).size() == 7);
}

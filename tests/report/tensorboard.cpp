#include "report/tensorboard.h"

#include <algorithm>
#include <limits>

#include "core/file.h"
#include "core/temporary_folder.h"
#include "report/event_reader.h"

#include "catch.h"

using namespace mlday;
using event_reader::Point;
namespace fs = std::filesystem;

namespace {

EpochRecord epoch_of(std::int64_t epoch, double val_loss = 2) {
  EpochRecord record{.epoch = epoch, .lr = .25, .seconds = 1};
  record.metrics.set("loss", 1);
  record.metrics.set("val_loss", val_loss);
  return record;
}

StepRecord step_of(std::int64_t epoch, std::int64_t step, int* reads = nullptr) {
  return {.epoch = epoch, .step = step, .steps_per_epoch = 10, .loss = [reads] {
            if (reads) ++*reads;
            return .5;
          }};
}

/// All points of a folder's files, in the order in which TensorBoard reads them.
std::vector<Point> points_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<Point> points;
  for (const auto& file : files)
    for (const auto& point : event_reader::points(read_file(file))) points.push_back(point);
  return points;
}

/// The steps of a curve that are left of them when purges are obeyed.
std::vector<std::int64_t> steps_of(const fs::path& folder, const std::string& tag) {
  std::vector<std::int64_t> steps;
  for (const auto& point : points_in(folder)) {
    if (point.tag == "START")
      std::erase_if(steps, [&](std::int64_t step) { return step >= point.step; });
    else if (point.tag == tag)
      steps.push_back(point.step);
  }
  return steps;
}

}  // namespace

TEST_CASE("training and validation are curves of one name in folders of their own") {
  const TemporaryFolder folder;
  TensorBoardReport report(folder / "tb");
  CHECK_FALSE(fs::exists(folder / "tb"));
  report.on_begin({0, 1});
  report.on_step(step_of(1, 1));
  report.on_epoch(epoch_of(1));
  report.on_end({});
  CHECK(points_in(folder / "tb/train") ==
        std::vector<Point>{{"START", 1}, {"loss", 1, 1.f}, {"lr", 1, .25f}});
  CHECK(points_in(folder / "tb/validation") == std::vector<Point>{{"START", 1}, {"loss", 1, 2.f}});
  CHECK(points_in(folder / "tb") == std::vector<Point>{{"START", 1}, {"loss/step", 1, .5f}});
}

TEST_CASE("what was not validated has no point") {
  const TemporaryFolder folder;
  TensorBoardReport report(folder.path());
  report.on_begin({0, 1});
  report.on_epoch(epoch_of(1, std::numeric_limits<double>::quiet_NaN()));
  report.on_end({});
  CHECK(fs::exists(folder / "train"));
  CHECK_FALSE(fs::exists(folder / "validation"));
}

TEST_CASE("fast epochs and steps are thinned by time, with the first and last epoch kept") {
  const TemporaryFolder folder;
  TensorBoardReport report(folder.path());
  report.on_begin({0, 5000});
  int reads = 0;
  for (int epoch = 1; epoch <= 5000; ++epoch) {
    for (int step = 1; step <= 10; ++step) report.on_step(step_of(epoch, step, &reads));
    report.on_epoch(epoch_of(epoch));
  }
  report.on_end({});
  const auto epochs = steps_of(folder / "train", "loss");
  CHECK(epochs.front() == 1);
  CHECK(epochs.back() == 5000);
  CHECK(epochs.size() < 500);
  CHECK(reads == static_cast<int>(steps_of(folder.path(), "loss/step").size()));
  CHECK(reads < 500);
}

TEST_CASE("a curve's points get rarer with time once there are a thousand") {
  using namespace std::chrono_literals;
  PointsInTime points;
  int written = 0;
  PointsInTime::Clock::time_point now(1h);
  for (auto gone = 0ms; gone < 24h; gone += 200ms, now += 200ms) written += points.due(now);
  CHECK(written > 1000);
  CHECK(written < 8000);

  PointsInTime epochs;  // of a minute each: all of them
  written = 0;
  for (int epoch = 0; epoch < 900; ++epoch) written += epochs.due(now += 1min);
  CHECK(written == 900);
}

TEST_CASE("a resumed run's file purges what is trained again") {
  const TemporaryFolder folder;
  {
    TensorBoardReport report(folder.path());
    report.on_begin({0, 5});
    report.on_step(step_of(1, 1));
    report.on_epoch(epoch_of(1));
    report.on_epoch(epoch_of(2));
    report.on_save();
    report.on_end({.interrupted = true});
  }
  TensorBoardReport report(folder.path());
  report.on_begin({1, 5});  // the second epoch was not saved
  report.on_step(step_of(2, 1));
  report.on_epoch(epoch_of(2));
  report.on_end({});
  CHECK(steps_of(folder / "train", "loss") == std::vector<std::int64_t>{1, 2});
  CHECK(steps_of(folder / "validation", "loss") == std::vector<std::int64_t>{1, 2});
  CHECK(steps_of(folder.path(), "loss/step") == std::vector<std::int64_t>{1, 11});
}

TEST_CASE("a rollback within the run purges what is trained again") {
  const TemporaryFolder folder;
  TensorBoardReport report(folder.path());
  report.on_begin({0, 5});
  for (int epoch = 1; epoch <= 3; ++epoch) {
    report.on_step(step_of(epoch, 1));
    report.on_epoch(epoch_of(epoch));
    report.on_save();
  }
  report.on_step(step_of(2, 1));
  report.on_epoch(epoch_of(2));
  report.on_end({});
  CHECK(steps_of(folder / "train", "loss") == std::vector<std::int64_t>{1, 2});
  CHECK(steps_of(folder.path(), "loss/step") == std::vector<std::int64_t>{1, 11});
}

TEST_CASE("what is told after the end is on the disk at once") {
  const TemporaryFolder folder;
  TensorBoardReport report(folder.path());
  report.on_begin({0, 1});
  report.on_epoch(epoch_of(1));
  report.on_end({});
  Metrics best;
  best.set("val_accuracy", .75);
  report.best_figures(best);
  CHECK(points_in(folder.path()) == std::vector<Point>{{"best/val_accuracy", 0, .75f}});
}

#include "report/watch.h"

#include "core/file.h"
#include "core/temporary_folder.h"
#include "core/terminal.h"
#include "core/text.h"
#include "store/history.h"

#include "catch.h"

using namespace mlday;

namespace {

Summary begun() {
  Summary summary{.config = "day64",
                  .title = "German traffic signs, <速度>",
                  .status = "running",
                  .best_monitor = "val_accuracy"};
  summary.journal.set("val_accuracy", .9918);
  return summary;
}

EpochRecord epoch_with(std::int64_t number, double loss, double accuracy) {
  EpochRecord record{.epoch = number, .lr = 1e-3, .seconds = 60, .metrics = {}};
  record.metrics.set("loss", loss);
  record.metrics.set("accuracy", accuracy);
  record.metrics.set("val_loss", loss * 1.2);
  record.metrics.set("val_accuracy", accuracy - .1);
  return record;
}

/// A run folder as training leaves it, filled as far as a test wants.
struct Run {
  TemporaryFolder parent;
  RunFolder folder{parent / "day64/first"};

  Run() {
    make_folder(folder.root());
    write_file_atomically(folder.config(), "day: 64\n");
    write_file_atomically(folder.resolved(), "training:\n  epochs: 20  # default\n");
    write_summary(folder, begun());
  }
  void epoch(const EpochRecord& record) const {
    append_history(folder.history(), {record});
    append_to_file(folder.metrics(), jsonl_line(record));
  }
  void note(const NoteRecord& record) const {
    append_to_file(folder.metrics(), jsonl_line(record));
  }
};

std::string screen(const RunView& view, int columns = 79, int rows = 23) {
  return join(watch_screen(view, {.columns = columns, .rows = rows}), "\n");
}

}  // namespace

TEST_CASE("a run is followed from its first moment to its end") {
  const Run run;
  RunFollower follower(run.folder);
  follower.refresh();
  CHECK(follower.view().name == "day64/first");
  CHECK(follower.view().state == "killed");
  CHECK(follower.view().epochs == 20);
  CHECK_THAT(screen(follower.view()), ContainsSubstring("no epoch is over yet"));

  const auto lock = lock_run(run.folder);
  run.epoch(epoch_with(1, 2, .5));
  run.epoch(epoch_with(2, 1, .9));
  run.note({2, "annealer", "learning rate 0.001 -> 0.0001"});
  run.epoch(epoch_with(3, .5, .8));
  follower.refresh();
  const auto& view = follower.view();
  CHECK(view.state == "training");
  REQUIRE(view.last);
  CHECK(view.last->epoch == 3);
  REQUIRE(view.best);
  CHECK(view.best->epoch == 2);
  CHECK(view.seconds == 180);
  CHECK(view.epoch_seconds == 60);
  REQUIRE(view.notes.size() == 1);
  REQUIRE(view.metrics.size() == 4);
  CHECK(view.metrics[0].curve.spans().size() == 3);
  const auto text = screen(view);
  for (const char* part :
       {"German traffic signs, <速度>\n", "day64/first  training\n", "epoch 4 of 20  ", " left",
        "best val_accuracy 0.8 (epoch 2)  journal 0.9918\n", "last  loss 0.5  accuracy 0.8 ",
        "epoch 2  annealer: learning rate 0.001 -> 0.0001", "loss  ⠒ loss  o val_loss",
        "accuracy  ⠒ accuracy  o val_accuracy"})
    CHECK_THAT(text, ContainsSubstring(part));
}

TEST_CASE("a run that went back to an earlier epoch is read anew") {
  const Run run;
  RunFollower follower(run.folder);
  for (int i = 1; i <= 5; ++i) run.epoch(epoch_with(i, 1. / i, .1 * i));
  follower.refresh();
  CHECK(follower.view().last->epoch == 5);
  truncate_history(run.folder.history(), run.folder.metrics(), 2);
  follower.refresh();
  CHECK(follower.view().last->epoch == 2);
  CHECK(follower.view().best->epoch == 2);
  CHECK(follower.view().seconds == 120);
  truncate_history(run.folder.history(), run.folder.metrics(), 0);
  follower.refresh();
  CHECK_FALSE(follower.view().last);
  CHECK_FALSE(follower.view().best);
  CHECK(follower.view().metrics.empty());
}

TEST_CASE("the best epoch follows the metric that decides, also where it is told late") {
  const Run run;
  std::filesystem::remove(run.folder.summary());
  RunFollower follower(run.folder);
  run.epoch(epoch_with(1, 1, .9));
  run.epoch(epoch_with(2, .5, .8));
  follower.refresh();
  CHECK(follower.view().state == "begun");
  CHECK_FALSE(follower.view().best);
  auto summary = begun();
  summary.best_monitor = "val_loss";
  write_summary(run.folder, summary);
  follower.refresh();
  CHECK(follower.view().best->epoch == 2);
  CHECK(follower.view().last->epoch == 2);
  CHECK(follower.view().seconds == 120);
}

TEST_CASE("a run without an epoch is shown by its steps") {
  const Run run;
  const auto lock = lock_run(run.folder);
  std::vector<CurveSpan> steps;
  for (int i = 1; i <= 50; ++i)
    steps.push_back(
        {.last = {i, i / 100., i * .1, 1e-3, 3. / i}, .low = 2. / i, .high = 4. / i, .points = 1});
  write_steps(run.folder.steps(), steps);
  RunFollower follower(run.folder);
  follower.refresh();
  const auto text = screen(follower.view());
  CHECK_THAT(text, ContainsSubstring("epoch 1 of 20  "));
  CHECK_THAT(text, ContainsSubstring("  50 updates"));
  CHECK_THAT(text, ContainsSubstring("no epoch is over yet; loss 0.06"));
  CHECK_THAT(text, ContainsSubstring("⠒ loss"));
}

TEST_CASE("a finished run says how it ended, and a broken file does no harm") {
  const Run run;
  run.epoch(epoch_with(1, 1, .9));
  auto summary = begun();
  summary.status = "failed";
  summary.reason = "the loss of epoch 2 is not finite";
  summary.seconds = 61;
  write_summary(run.folder, summary);
  write_file_atomically(run.folder.resolved(), "training: [");
  append_to_file(run.folder.metrics(), "{\"note\": 3}\n{\"note\":\n");
  append_to_file(run.folder.history(), "x,y\n\n");
  write_file_atomically(run.folder.steps(), "step\n???\n");
  RunFollower follower(run.folder);
  follower.refresh();
  const auto text = screen(follower.view());
  CHECK_THAT(text, ContainsSubstring("day64/first  failed: the loss of epoch 2 is not finite\n"));
}

TEST_CASE("a screen is never wider or higher than the terminal") {
  const Run run;
  for (int i = 1; i <= 30; ++i) run.epoch(epoch_with(i, 1. / i, .03 * i));
  for (int i = 1; i <= 5; ++i) run.note({i, "doctor", std::string(100, 'x')});
  RunFollower follower(run.folder);
  follower.refresh();
  for (const int columns : {0, 1, 5, 19, 39, 79, 131})
    for (const int rows : {0, 1, 4, 9, 14, 23, 60}) {
      CAPTURE(columns, rows);
      const auto lines = watch_screen(follower.view(), {.columns = columns, .rows = rows});
      CHECK(static_cast<int>(lines.size()) <= rows);
      for (const auto& line : lines)
        CHECK(display_width(line) <= static_cast<std::size_t>(columns));
    }
}

TEST_CASE("a long history is thinned with its extremes kept, and only what is new is read") {
  const Run run;
  std::string rows = "epoch,lr,seconds,loss,val_accuracy\n";
  constexpr int many = 100'000;
  for (int i = 1; i <= many; ++i)
    rows += std::to_string(i) + ",0.1,0.01," + (i == 77'777 ? "99" : "0.5") + ",0.25\n";
  write_file_atomically(run.folder.history(), rows);
  RunFollower follower(run.folder);
  follower.refresh();
  const auto& curve = follower.view().metrics[0].curve;
  CHECK(curve.spans().size() <= 2000);
  double highest = 0;
  for (const auto& span : curve.spans()) highest = std::max(highest, span.high);
  CHECK(highest == 99);
  CHECK(follower.view().last->epoch == many);
  append_to_file(run.folder.history(), "100001,0.1,0.01,0.4,0.3\n");
  follower.refresh();
  CHECK(follower.view().last->epoch == many + 1);
  CHECK(follower.view().best->epoch == many + 1);
}

#include "store/summary.h"

#include <cmath>

#include "core/file.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;

TEST_CASE("a summary is read back as it was written") {
  const TemporaryFolder temp;
  const RunFolder folder(temp.path());
  Summary written{.config = "day64_gtsrb",
                  .title = "Signs",
                  .status = "interrupted",
                  .reason = "interrupted in epoch 3",
                  .epochs = 2,
                  .best_epoch = 1,
                  .best_monitor = "val_loss",
                  .synthetic = true,
                  .data_origin = "synthetic (drawn signs)",
                  .data_folder = "/data",
                  .skipped_samples = 3,
                  .seed = 42,
                  .parameters = 1234,
                  .device = "CPU",
                  .threads = 2,
                  .seconds = 1.5,
                  .epoch_seconds = .25,
                  .command = "mlday train x.yaml",
                  .versions = {{"mlday", "1"}}};
  written.best.set("loss", .1);
  written.best.set("accuracy", .9);
  written.last.set("loss", NAN);
  written.journal.set("val_accuracy", .99);
  write_summary(folder, written);
  const auto read = read_summary(folder);
  REQUIRE(read);
  CHECK(read->versions == written.versions);
  CHECK(read->status == "interrupted");
  CHECK(read->reason == written.reason);
  CHECK(read->epochs == 2);
  CHECK(read->best_monitor == "val_loss");
  CHECK(read->best.items() == written.best.items());
  CHECK(std::isnan(read->last.find("loss").value()));
  CHECK(read->journal.find("val_accuracy") == .99);
  CHECK(read->synthetic);
  CHECK(read->data_folder == "/data");
  CHECK(read->seconds == 1.5);
  CHECK(read->epoch_seconds == .25);
}

TEST_CASE(
    "a summary that is not there or broken is none, and one of before is read as far as it says") {
  const TemporaryFolder temp;
  const RunFolder folder(temp.path());
  CHECK_FALSE(read_summary(folder));
  for (const char* text : {"", "{\"status\": ", "[1]", "{\"status\": 3}"}) {
    write_file_atomically(folder.summary(), text);
    CHECK_FALSE(read_summary(folder));
  }
  write_file_atomically(folder.summary(), "{\"status\": \"finished\", \"last\": {\"loss\": null}}");
  REQUIRE(read_summary(folder));
  CHECK(read_summary(folder)->status == "finished");
  CHECK(std::isnan(read_summary(folder)->last.find("loss").value()));
}

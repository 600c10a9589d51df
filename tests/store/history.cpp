#include "store/history.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/file.h"
#include "core/temporary_folder.h"
#include "core/text.h"
#include "store/json.h"

#include "catch.h"

using namespace mlday;
namespace fs = std::filesystem;

namespace {

EpochRecord epoch(std::int64_t number, double loss = .5) {
  EpochRecord record{number, 1e-3, 1.25, {}};
  record.metrics.set("loss", loss);
  record.metrics.set("val_accuracy", 1. / 3);
  return record;
}

std::vector<std::int64_t> epochs_in(const fs::path& csv) {
  std::vector<std::int64_t> epochs;
  for (const auto& record : read_history(csv)) epochs.push_back(record.epoch);
  return epochs;
}

using Epochs = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("the history begins with a header and has a row per epoch") {
  const TemporaryFolder folder;
  append_history(folder / "history.csv", {epoch(1)});
  append_history(folder / "history.csv", {epoch(2)});
  CHECK(read_file(folder / "history.csv") ==
        "epoch,lr,seconds,loss,val_accuracy\n"
        "1,0.001,1.25,0.5,0.3333333333333333\n"
        "2,0.001,1.25,0.5,0.3333333333333333\n");
}

TEST_CASE("every number of the history reads back exactly") {
  const TemporaryFolder folder;
  const auto csv = folder / "history.csv";
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values{.1, 1e-8, M_PI, 5e-324, Limits::max(), -Limits::infinity(), 0};
  for (std::size_t i = 0; i < values.size(); ++i) {
    EpochRecord record{static_cast<std::int64_t>(i) + 1, values[i], values[i] * 3, {}};
    record.metrics.set("loss", values[i]);
    append_history(csv, {record});
  }
  const auto read = read_history(csv);
  REQUIRE(read.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK(read[i].epoch == static_cast<std::int64_t>(i) + 1);
    CHECK(read[i].lr == values[i]);
    CHECK(read[i].seconds == values[i] * 3);
    CHECK(read[i].metrics.items() == std::vector<Metrics::Item>{{"loss", values[i]}});
  }
}

TEST_CASE("a loss that is not a number is kept in the history") {
  const TemporaryFolder folder;
  append_history(folder / "h.csv", {epoch(1, std::nan(""))});
  const auto read = read_history(folder / "h.csv");
  REQUIRE(read.size() == 1);
  CHECK(std::isnan(*read[0].metrics.find("loss")));
}

TEST_CASE("a history cut off at any byte gives the rows that are whole") {
  const TemporaryFolder folder;
  const auto csv = folder / "history.csv";
  for (int i = 1; i <= 3; ++i) append_history(csv, {epoch(i)});
  const auto whole = read_file(csv);
  for (std::size_t bytes = 0; bytes <= whole.size(); ++bytes) {
    const auto kept = whole.substr(0, bytes);
    write_file_atomically(csv, kept);
    const auto newlines = std::count(kept.begin(), kept.end(), '\n');
    CAPTURE(bytes);
    CHECK(epochs_in(csv).size() == static_cast<std::size_t>(std::max<long>(newlines - 1, 0)));
  }
}

TEST_CASE("a run without history has no rows") {
  const TemporaryFolder folder;
  CHECK(read_history(folder / "none.csv").empty());
}

TEST_CASE("a row that does not fit the header is an error with file and line") {
  const TemporaryFolder folder;
  const auto csv = folder / "history.csv";
  for (const char* row : {"2,0.1,1\n", "2,0.1,1,x\n", "2,0.1,1,2,3\n", "\n"}) {
    write_file_atomically(csv, "epoch,lr,seconds,loss\n1,0.1,1,2\n" + std::string(row));
    CAPTURE(row);
    CHECK_THROWS_WITH(read_history(csv), csv.string() + ":3: this row does not fit the header");
  }
  write_file_atomically(csv, "what,is\n1,2\n");
  CHECK_THROWS_AS(read_history(csv), Error);
}

TEST_CASE("every line of the metrics file is JSON, epochs and notes alike") {
  const TemporaryFolder folder;
  const auto path = folder / "metrics.jsonl";
  append_to_file(path, jsonl_line(epoch(1, std::nan(""))));
  append_to_file(path, jsonl_line(NoteRecord{1, "annealer", "rate \"cut\"\nnow"}));
  append_to_file(path, jsonl_line(epoch(2)));
  const auto lines = split(read_file(path), '\n');
  REQUIRE(lines.size() == 4);
  CHECK(lines[3].empty());
  CHECK(lines[0] ==
        R"({"epoch":1,"lr":0.001,"seconds":1.25,"loss":null,"val_accuracy":0.3333333333333333})");
  const auto note = OrderedJson::parse(lines[1]);
  CHECK(note["epoch"] == 1);
  CHECK(note["note"] == "annealer");
  CHECK(note["text"] == "rate \"cut\"\nnow");
  CHECK(OrderedJson::parse(lines[2])["val_accuracy"].get<double>() == 1. / 3);
}

TEST_CASE("cutting back keeps what a run that goes on has behind it, byte for byte") {
  const TemporaryFolder folder;
  const auto csv = folder / "history.csv", jsonl = folder / "metrics.jsonl";
  std::string csv_of_two, jsonl_of_two;
  for (int i = 1; i <= 5; ++i) {
    append_history(csv, {epoch(i)});
    append_to_file(jsonl, jsonl_line(epoch(i)));
    append_to_file(jsonl, jsonl_line(NoteRecord{i, "annealer", "cut"}));
    if (i == 2) csv_of_two = read_file(csv), jsonl_of_two = read_file(jsonl);
  }
  append_to_file(csv, "6,0.001,1.");
  append_to_file(jsonl, "{\"epoch\":6,\"lr");
  truncate_history(csv, jsonl, 2);
  CHECK(read_file(csv) == csv_of_two);
  CHECK(read_file(jsonl) == jsonl_of_two);
  append_history(csv, {epoch(3)});
  CHECK(epochs_in(csv) == Epochs{1, 2, 3});
}

TEST_CASE("cutting back to the last epoch removes only a row that was cut off") {
  const TemporaryFolder folder;
  const auto csv = folder / "history.csv", jsonl = folder / "metrics.jsonl";
  append_history(csv, {epoch(1)});
  append_to_file(jsonl, jsonl_line(epoch(1)));
  const auto before = read_file(csv), json_before = read_file(jsonl);
  append_to_file(csv, "2,0.0");
  append_to_file(jsonl, "{\"epoch\":2");
  truncate_history(csv, jsonl, 1);
  CHECK(read_file(csv) == before);
  CHECK(read_file(jsonl) == json_before);
}

TEST_CASE("cutting back to nothing leaves no rows, and a header is written anew") {
  const TemporaryFolder folder;
  const auto csv = folder / "history.csv", jsonl = folder / "metrics.jsonl";
  append_history(csv, {epoch(1)});
  append_to_file(jsonl, jsonl_line(epoch(1)));
  truncate_history(csv, jsonl, 0);
  CHECK(epochs_in(csv).empty());
  CHECK(read_file(jsonl).empty());
  append_history(csv, {epoch(1)});
  CHECK(epochs_in(csv) == Epochs{1});
}

TEST_CASE("where there is no history there is nothing to cut back") {
  const TemporaryFolder folder;
  CHECK_NOTHROW(truncate_history(folder / "a.csv", folder / "a.jsonl", 3));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a history that cannot be written is an error that names it") {
  const TemporaryFolder folder;
  const auto csv = folder / "none" / "history.csv";
  CHECK_THROWS_WITH(append_history(csv, {epoch(1)}),
                    "cannot write to " + csv.string() + ": No such file or directory");
}

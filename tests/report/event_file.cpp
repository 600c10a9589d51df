#include "report/event_file.h"

#include <sys/resource.h>

#include <csignal>
#include <regex>
#include <set>

#include "core/error.h"
#include "core/file.h"
#include "core/temporary_folder.h"
#include "report/event_reader.h"
#include "report/summaries.h"

#include "catch.h"

using namespace mlday;
namespace fs = std::filesystem;

namespace {

ProtoMessage one_loss(double value) {
  Metrics figures;
  figures.set("loss", value);
  return scalar_summary(figures);
}

/// As long as it lives no file of this process grows beyond so many bytes.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int);
};

}  // namespace

TEST_CASE("a protocol buffer's fields are encoded as its guide has them") {
  CHECK(ProtoMessage().integer(1, 150).bytes() == std::string("\x08\x96\x01"));
  CHECK(ProtoMessage().text(2, "testing").bytes() == std::string("\x12\x07testing"));
  CHECK(ProtoMessage().integer(1, -1).bytes() ==
        "\x08" + std::string(9, '\xFF') + "\x01");  // ten bytes, whatever the type
  CHECK(ProtoMessage().real(1, 1).bytes() == std::string("\x09\0\0\0\0\0\0\xF0\x3F", 9));
  CHECK(ProtoMessage().real32(16, 1).bytes() == std::string("\x85\x01\0\0\x80\x3F", 6));
  CHECK(ProtoMessage().reals(1, {}).bytes() == std::string("\x0A\0", 2));
}

TEST_CASE("an event file begins with its version, and its records carry their checksums") {
  const TemporaryFolder folder;
  EventFile file(folder / "run");
  CHECK(std::regex_match(file.path().filename().string(),
                         std::regex("events\\.out\\.tfevents\\.\\d{10}\\.[\\w-]+\\.\\d+")));
  file.add(7, one_loss(.5));
  file.restart(3);
  CHECK(fs::file_size(file.path()) == 0);  // nothing is written piece by piece
  file.flush();
  const auto records = event_reader::records(read_file(file.path()));
  REQUIRE(records.size() == 3);
  const event_reader::Message version(records[0]);
  CHECK(version.text(3) == "brain.Event:2");
  CHECK(std::bit_cast<double>(version.number(1)) > 1.6e9);
  CHECK(event_reader::points(read_file(file.path())) ==
        std::vector<event_reader::Point>{{"loss", 7, .5f}, {"START", 3}});
  CHECK(event_reader::Message(records[2]).message(7).number(1) == 1);
}

TEST_CASE("the files of a folder sort by when they were begun, also within a second") {
  const TemporaryFolder folder;
  write_file(folder / "events.out.tfevents.4000000000.elsewhere.1", "");  // the clock was set back
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(EventFile(folder.path()).path().filename());
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::set(names.begin(), names.end()).size() == 3);
  CHECK(names.front() > "events.out.tfevents.4000000000.elsewhere.1");
}

TEST_CASE("a file that cannot be written is an error that names it") {
  const TemporaryFolder folder;
  write_file(folder / "taken", "");
  CHECK_THROWS_AS(EventFile(folder / "taken"), Error);
  EventFile file(folder.path());
  file.add(1, one_loss(1));
  file.flush();
  const auto before = read_file(file.path());
  {
    const SmallFiles full(static_cast<rlim_t>(before.size()) + 10);  // as a disk that fills up
    file.add(2, one_loss(2));
    try {
      file.flush();
      FAIL("it was written");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find(file.path().string()) != std::string::npos);
    }
    CHECK(read_file(file.path()) == before);
  }
  file.add(3, one_loss(3));  // there is room again
  file.flush();
  CHECK(event_reader::points(read_file(file.path())) ==
        std::vector<event_reader::Point>{{"loss", 1, 1.f}, {"loss", 3, 3.f}});
}

TEST_CASE("a picture that is no PNG is an error that names its tag") {
  try {
    picture_summary("signs", {"GIF89a, and what follows in such a file"}, "");
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("\"signs\"") != std::string::npos);
  }
}

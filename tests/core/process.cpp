// The parts of core that speak with the system: the log, signals, processors, the version.
#include <sys/wait.h>

#include <csignal>
#include <regex>
#include <thread>

#include "core/error.h"
#include "core/file.h"
#include "core/interrupt.h"
#include "core/log.h"
#include "core/temporary_folder.h"
#include "core/text.h"
#include "core/threads.h"
#include "core/version.h"

#include "catch.h"

using namespace mlday;

TEST_CASE("the log file has every line with its time, also those said before it was opened") {
  const TemporaryFolder folder;
  {
    Log log(true);
    log.line("before");
    log.open(folder / "log.txt");
    log.line("after\nin two lines");
    log.transient("progress");
  }
  const auto lines = split(read_file(folder / "log.txt"), '\n');
  REQUIRE(lines.size() == 4);
  const std::string time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d ";
  CHECK(std::regex_match(lines[0], std::regex(time + "before")));
  CHECK(std::regex_match(lines[1], std::regex(time + "after")));
  CHECK(std::regex_match(lines[2], std::regex(time + "in two lines")));
  CHECK(lines[3].empty());
}

TEST_CASE("a log that goes on is added to") {
  const TemporaryFolder folder;
  for (const char* text : {"first run", "second run"}) {
    Log log(true);
    log.open(folder / "log.txt");
    log.line(text);
  }
  const auto content = read_file(folder / "log.txt");
  CHECK_THAT(content, ContainsSubstring("first run"));
  CHECK_THAT(content, ContainsSubstring("second run"));
}

TEST_CASE("a log that cannot be written is an error that names it") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "file", "x");
  Log log(true);
  CHECK_THROWS_WITH(log.open(folder / "file" / "log.txt"),
                    ContainsSubstring((folder / "file").string() + "/log.txt"));
}

TEST_CASE("the first signal is a wish to stop, the second ends the process") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (interrupt_signal() != 0) ::_exit(1);
    catch_interrupts();
    std::raise(SIGTERM);
    if (interrupt_signal() != SIGTERM) ::_exit(2);
    std::raise(SIGTERM);
    ::_exit(3);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("there is at least one processor, and no more than the machine has") {
  CHECK(usable_processors() >= 1);
  CHECK(usable_processors() <= static_cast<int>(std::thread::hardware_concurrency()));
}

TEST_CASE("the version has three numbers, and the commit is told") {
  CHECK(std::regex_match(version_text(), std::regex("\\d+\\.\\d+\\.\\d+")));
  CHECK(std::regex_match(commit_text(), std::regex("[0-9a-f]{7,40}(-dirty)?|unknown")));
}

TEST_CASE("an error exits with 1, one of usage with 2") {
  CHECK(Error("x").exit() == Exit::failed);
  CHECK(usage_error("x").exit() == Exit::usage);
  CHECK(static_cast<int>(Exit::failed) == 1);
  CHECK(static_cast<int>(Exit::usage) == 2);
}

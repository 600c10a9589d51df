// The console as someone sees it: through a pseudo-terminal, in a process of its own.
#include "report/console.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <thread>

#include "core/file.h"
#include "core/temporary_folder.h"
#include "core/terminal.h"
#include "core/text.h"

#include "catch.h"

using namespace mlday;

namespace {

/// What a child process writes to its standard output: a terminal of so many columns, or a pipe
/// (0).
std::string written_by(const std::function<void()>& child, unsigned short columns) {
  int reads = -1, writes = -1;
  if (columns > 0) {
    reads = ::posix_openpt(O_RDWR | O_NOCTTY);
    ::grantpt(reads);
    ::unlockpt(reads);
    writes = ::open(::ptsname(reads), O_RDWR | O_NOCTTY);
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(writes, TIOCSWINSZ, &size);
  } else {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    reads = ends[0], writes = ends[1];
  }
  std::fflush(stdout);
  const pid_t id = ::fork();
  if (id == 0) {
    ::dup2(writes, STDOUT_FILENO);
    for (const char* name : {"CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"}) ::unsetenv(name);
    ::setenv("TERM", "xterm", 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    child();
    std::fflush(stdout);
    ::_exit(0);
  }
  ::close(writes);
  std::string text;
  char buffer[4096];
  for (ssize_t bytes; (bytes = ::read(reads, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(bytes));
  ::close(reads);
  ::waitpid(id, nullptr, 0);
  return text;
}

/// Two epochs of three steps.
void train_a_little(ConsoleSettings settings, std::chrono::milliseconds between) {
  Log log;
  settings.epochs = 2;
  ConsoleReport report(log, settings);
  for (std::int64_t epoch = 1; epoch <= 2; ++epoch) {
    for (std::int64_t step = 1; step <= 3; ++step) {
      report.on_step({.epoch = epoch,
                      .step = step,
                      .steps_per_epoch = 3,
                      .samples = step * 10,
                      .samples_per_epoch = 30,
                      .loss = [&] { return .5; }});
      std::this_thread::sleep_for(between);
    }
    EpochRecord record{.epoch = epoch, .lr = 1e-3, .seconds = 1, .metrics = {}};
    record.metrics.set("loss", .5);
    record.metrics.set("val_accuracy", epoch == 1 ? .75 : .5);
    report.on_epoch(record);
    report.on_note({epoch, "annealer", "cut"});
  }
  report.on_end({});
}

constexpr std::chrono::milliseconds long_enough{110};  // for every step to be drawn

}  // namespace

TEST_CASE("without a terminal there is a plain line for each epoch and note, and no bar") {
  const auto text = written_by([] { train_a_little({}, std::chrono::milliseconds(0)); }, 0);
  const auto lines = split(text, '\n');
  REQUIRE(lines.size() == 5);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find('\033') == std::string::npos);
  CHECK_THAT(lines[0],
             ContainsSubstring("epoch 1/2  loss 0.5000  val_accuracy 0.7500  lr 0.001  "));
  CHECK_THAT(lines[0], ContainsSubstring(" images/s  1.0 s"));
  CHECK(lines[1] == "  annealer: cut");
}

TEST_CASE("on a terminal a bar stands below the lines until the last") {
  const auto text = written_by([] { train_a_little({}, long_enough); }, 80);
  CHECK_THAT(text, ContainsSubstring("\r\033[2mepoch 1/2 "));
  CHECK_THAT(text, ContainsSubstring(" 3/3  loss 0.5000"));
  CHECK_THAT(text, ContainsSubstring("val_accuracy 0.7500"));
  CHECK_THAT(text, ContainsSubstring("  annealer: cut\r\n"));
  const auto gone = text.rfind("\r\033[J");
  CHECK(text.rfind("\033[2m") < gone);
  CHECK(gone < text.find("epoch 2/2  loss"));  // no bar stands below the last line
  for (const auto& piece : split(text, '\r')) {
    auto shown = piece;
    for (const char* sequence : {"\033[J", "\033[2m", "\033[m", "\n"})
      for (std::size_t at; (at = shown.find(sequence)) != std::string::npos;)
        shown.erase(at, std::string(sequence).size());
    CAPTURE(shown);
    CHECK(display_width(shown) < 80);
  }
}

TEST_CASE("the bar is drawn at most ten times a second, and the loss read no more often") {
  const auto text = written_by([] { train_a_little({}, std::chrono::milliseconds(1)); }, 80);
  std::size_t drawn = 0;
  for (std::size_t at = 0; (at = text.find("\r\033[2m", at)) != std::string::npos; ++at) ++drawn;
  CHECK(drawn <= 5);  // once, and again below each line that came
}

TEST_CASE("a new best stands out in colour, and a figure that is none does not") {
  ConsoleSettings settings{.monitor = "val_accuracy", .better = Direction::up};
  const auto train = [&] { train_a_little(settings, std::chrono::milliseconds(0)); };
  const auto text = written_by(train, 80);
  CHECK_THAT(text, ContainsSubstring("  \033[1;32mval_accuracy 0.7500\033[m  "));
  CHECK_THAT(text, ContainsSubstring("  val_accuracy 0.5000  "));
  settings.best = .9;
  const auto going_on = written_by(train, 80);
  CHECK_THAT(going_on, ContainsSubstring("  val_accuracy 0.7500  "));
}

// mlday watch: a run's figures and curves in the terminal, drawn again while it trains. It needs no
// torch library.
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>

#include "core/interrupt.h"
#include "core/terminal.h"
#include "report/watch.h"
#include "store/runs.h"
#include "verbs.h"

namespace mlday {
namespace {

struct WatchRequest {
  std::string run, out = "runs";
  double every = 1;
  bool once = false, ascii = false;
};

WatchLook look_now(const WatchRequest& request) {
  const auto size = terminal_size(STDOUT_FILENO);
  // In the last column some terminals begin the next row, and behind the last row they scroll.
  return {.columns = size.columns - 1,
          .rows = size.rows - 1,
          .braille = !request.ascii && locale_is_utf8(),
          .colours = colours_on(STDOUT_FILENO)};
}

int print_once(const RunFollower& follower, const WatchRequest& request) {
  for (const auto& line : watch_screen(follower.view(), look_now(request))) std::puts(line.c_str());
  return 0;
}

constexpr const char *hide_cursor = "\033[?25l", *show_cursor = "\033[?25h";

extern "C" void on_new_size(int) {}  // ends a sleep, so that it is drawn anew

/// Ctrl-Z: the shell gets its cursor back.
extern "C" void on_suspend(int) {
  [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, show_cursor, 6);
  std::signal(SIGTSTP, SIG_DFL);
  std::raise(SIGTSTP);
}

/// Lines at one place of the screen, with the cursor hidden at their beginning.
class Block {
 public:
  /// Draws the lines over the ones before. On a terminal of another size they may have been broken
  /// or moved: there they begin anew on a clear screen.
  void draw(const std::vector<std::string>& lines, const WatchLook& look) {
    const bool resized = columns_ > 0 && (columns_ != look.columns || rows_ != look.rows);
    columns_ = look.columns;
    rows_ = look.rows;
    std::string text = std::string(hide_cursor) + (resized ? "\033[H\033[J" : "\r");
    // Each line is erased behind its new text only, and all goes out in one piece: no flicker.
    for (std::size_t i = 0; i < lines.size(); ++i)
      text += (i > 0 ? "\n" : "") + lines[i] + "\033[K";
    text += "\033[J\r";
    if (lines.size() > 1) text += "\033[" + std::to_string(lines.size() - 1) + "A";
    put(text);
  }
  /// Draws them for the last time, with the cursor below them.
  void finish(const std::vector<std::string>& lines) {
    std::string text = "\r\033[J";
    for (const auto& line : lines) text += line + "\n";
    put(text + show_cursor);
  }

 private:
  int columns_ = 0, rows_ = 0;

  static void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }
};

/// Until the run is over; returns the exit code.
int follow(RunFollower& follower, const WatchRequest& request) {
  catch_interrupts();
  struct sigaction new_size {};
  new_size.sa_handler = on_new_size;
  ::sigaction(SIGWINCH, &new_size, nullptr);
  Block block;
  // A run that begins holds no lock for a moment, so that it is over is believed the second time.
  for (int over = 0;;) {
    over = follower.view().state == "training" ? 0 : over + 1;
    const auto look = look_now(request);
    const auto lines = watch_screen(follower.view(), look);
    const int signal = interrupt_signal();
    if (over > 1 || signal != 0) {
      block.finish(lines);
      constexpr int signal_exit_base = 128;
      return signal != 0 ? signal_exit_base + signal : 0;
    }
    block.draw(lines, look);
    std::signal(SIGTSTP, on_suspend);
    const double seconds = over > 0 ? std::min(request.every, .2) : request.every;
    timespec pause{.tv_sec = static_cast<time_t>(seconds),
                   .tv_nsec = static_cast<long>((seconds - std::floor(seconds)) * 1e9)};
    ::nanosleep(&pause, nullptr);  // a signal ends it early
    follower.refresh();
  }
}

}  // namespace

std::function<int()> cmd_watch(CLI::App& app) {
  auto& verb = *app.add_subcommand("watch", "A run's figures and curves here, while it trains");
  auto request = std::make_shared<WatchRequest>();
  verb.add_option("RUN", request->run, "A run's folder, a folder of runs (the newest), or a config")
      ->required();
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_option("--every", request->every, "Seconds between two looks")
      ->check(finite_number())
      ->check(CLI::Range(.1, 3600.))
      ->capture_default_str();
  verb.add_flag("--once", request->once, "Print how it stands now (as where there is no terminal)");
  verb.add_flag("--ascii", request->ascii, "Draw curves of plain characters, not of braille dots");
  return [request] {
    RunFollower follower(named_run(request->run, request->out));
    follower.refresh();
    if (request->once || !can_redraw(STDOUT_FILENO)) return print_once(follower, *request);
    return follow(follower, *request);
  };
}

}  // namespace mlday

#include "core/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "core/error.h"
#include "core/terminal.h"
#include "core/text.h"

namespace mlday {

struct Log::File {
  std::shared_ptr<spdlog::logger> logger;
  std::vector<std::pair<std::string, bool>> waiting;  ///< text, whether a warning

  void write(const std::string& text, bool warning) {
    for (const auto& line : split(text, '\n'))
      logger->log(warning ? spdlog::level::warn : spdlog::level::info, line);
  }
};

Log::Log(bool quiet)
    : quiet_(quiet), terminal_(!quiet && can_redraw(STDOUT_FILENO)), file_(new File) {}

Log::~Log() { transient(""); }

void Log::open(const std::filesystem::path& file) {
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file.string());
    file_->logger = std::make_shared<spdlog::logger>("run", std::move(sink));
  } catch (const spdlog::spdlog_ex& error) {
    throw Error("cannot write the log " + file.string() + ": " + error.what());
  }
  // A full disk stops the run by the checkpoint's own message; the log need not repeat it.
  file_->logger->set_error_handler([](const std::string&) {});
  file_->logger->set_pattern("%Y-%m-%d %H:%M:%S %v");
  file_->logger->flush_on(spdlog::level::info);
  for (const auto& [text, warning] : file_->waiting) file_->write(text, warning);
  file_->waiting.clear();
}

void Log::remember(const std::string& text, bool warning) {
  if (file_->logger)
    file_->write(text, warning);
  else
    file_->waiting.emplace_back(text, warning);
}

namespace {

// A transient line leaves the cursor at its own beginning. Where the terminal becomes narrower and
// breaks the line in two, the beginning is still there, and all behind it is erased.
constexpr const char* erase_behind = "\r\033[J";

}  // namespace

void Log::line(const std::string& text, const std::string& shown) {
  remember(text, false);
  if (quiet_) return;
  std::printf("%s%s\n", transient_.empty() ? "" : erase_behind, shown.c_str());
  show_transient();
}

void Log::warn(const std::string& text) {
  remember("warning: " + text, true);
  if (!transient_.empty()) std::fputs(erase_behind, stdout);
  std::fflush(stdout);
  const auto sign = painted("mlday: warning:", Paint::yellow, colours_on(STDERR_FILENO));
  std::fprintf(stderr, "%s %s\n", sign.c_str(), text.c_str());
  show_transient();
}

int Log::transient_columns() const {
  // In the last column some terminals begin the next row.
  return terminal_size(STDOUT_FILENO).columns - 1;
}

void Log::transient(const std::string& text) {
  if (!terminal_) return;
  if (text.empty() && !transient_.empty()) std::fputs(erase_behind, stdout);
  transient_ = text;
  show_transient();
}

void Log::show_transient() {
  if (!transient_.empty()) {
    const auto shown = fitted(transient_, static_cast<std::size_t>(transient_columns()));
    // Written over what is there and erased only behind it: erased first, it would flicker.
    std::printf("\r%s\033[J\r", painted(shown, Paint::dim, colours_on(STDOUT_FILENO)).c_str());
  }
  std::fflush(stdout);
}

}  // namespace mlday

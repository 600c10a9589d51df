#include "core/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "core/error.h"
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
    : quiet_(quiet), terminal_(!quiet && ::isatty(STDOUT_FILENO) == 1), file_(new File) {}

Log::~Log() { clear_transient(); }

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

void Log::line(const std::string& text) {
  remember(text, false);
  if (quiet_) return;
  clear_transient();
  std::puts(text.c_str());
  std::fflush(stdout);
}

void Log::warn(const std::string& text) {
  remember("warning: " + text, true);
  clear_transient();
  std::fflush(stdout);
  std::fprintf(stderr, "mlday: warning: %s\n", text.c_str());
}

namespace {

/// Cut off where the terminal ends: of a line that wraps, only the last row could be overwritten.
std::string fitted(const std::string& text) {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return text;
  std::size_t end = 0;
  for (int column = 1; column < size.ws_col && end < text.size(); ++column)
    end += std::max<std::size_t>(utf8_length(text, end), 1);
  return text.substr(0, end);
}

}  // namespace

void Log::transient(const std::string& text) {
  if (!terminal_) return;
  std::printf("\r\033[K%s", fitted(text).c_str());
  std::fflush(stdout);
  transient_shown_ = true;
}

void Log::clear_transient() {
  if (!transient_shown_) return;
  std::fputs("\r\033[K", stdout);
  transient_shown_ = false;
}

}  // namespace mlday

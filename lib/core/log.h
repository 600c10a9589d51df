// What a run says: on the terminal, and with the time of day in its log file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace mlday {

class Log {
 public:
  /// Quiet keeps everything but warnings off the terminal.
  explicit Log(bool quiet = false);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// From now on lines also go to this file, at its end; earlier ones are written there first.
  void open(const std::filesystem::path& file);
  void line(const std::string& text = "");
  void warn(const std::string& text);
  /// Puts an error into the file alone; `main` prints it.
  void remember_failure(const std::string& text) { remember("error: " + text, true); }
  /// Shows a line that the next one overwrites; only on a terminal, never in the file.
  void transient(const std::string& text);
  /// Whether someone sees transient lines.
  bool on_terminal() const { return terminal_; }

 private:
  struct File;

  void clear_transient();
  void remember(const std::string& text, bool warning);

  bool quiet_, terminal_;
  bool transient_shown_ = false;
  std::unique_ptr<File> file_;
};

}  // namespace mlday

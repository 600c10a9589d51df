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
  void line(const std::string& text = "") { line(text, text); }
  /// The file gets `text`, the terminal `shown`: the same in colours.
  void line(const std::string& text, const std::string& shown);
  void warn(const std::string& text);
  /// Puts an error into the file alone; `main` prints it.
  void remember_failure(const std::string& text) { remember("error: " + text, true); }
  /// Shows this below all lines until another takes its place (an empty one takes it away), cut off
  /// where the terminal ends; only on a terminal, never in the file.
  void transient(const std::string& text);
  /// Whether someone sees transient lines.
  bool on_terminal() const { return terminal_; }
  /// How wide a transient line may be now.
  int transient_columns() const;

 private:
  struct File;

  void show_transient();
  void remember(const std::string& text, bool warning);

  bool quiet_, terminal_;
  std::string transient_;  ///< that is shown; empty where none is
  std::unique_ptr<File> file_;
};

}  // namespace mlday

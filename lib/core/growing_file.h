// A file that another process adds lines to, read a second time only where that is needed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace mlday {

/// What is asked about a file again and again: whether it is another than before.
class FileStamp {
 public:
  /// True where the file's time, size or identity changed since the last call, or it came or went.
  bool changed(const std::filesystem::path& path);

 private:
  std::string seen_ = "never";
};

class GrowingFile {
 public:
  explicit GrowingFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  /// Calls `line` for each line that came since the last call, without its end; a last line without
  /// one waits. Where the file is not the one that was read before (replaced, cut back, gone),
  /// `anew` is called first, and the lines begin with the first. A wish to stop
  /// (core/interrupt.h) ends the reading early.
  void read(const std::function<void()>& anew, const std::function<void(std::string_view)>& line);
  /// The next reading begins with the first line, without calling `anew`.
  void begin_anew();

 private:
  /// Opens the file; takes over another one that lies there now.
  void reopen(const std::function<void()>& anew);

  std::filesystem::path path_;
  std::string rest_;  ///< the front of a line, the end of which has not come yet
  std::int64_t offset_ = 0;
  int file_ = -1;  ///< stays open: no other file can have its number in the file system meanwhile
};

}  // namespace mlday

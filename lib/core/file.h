// Files that are whole or absent: everything that must survive a kill is written here.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace mlday {

/// "cannot access PATH: Permission denied", of what std::filesystem throws.
std::string access_text(const std::filesystem::filesystem_error& error);

/// Writes a file beside `path`, flushes it to the disk, and renames it into place, so that `path`
/// always holds either its old content or all of the new. On any failure (full disk, no permission)
/// the temporary file is removed, `path` is as it was, and an Error names it.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, std::size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }
  /// Flushes and renames; without it the destructor throws the new content away.
  void commit();
  /// The same without flushing to the disk: after a power cut either content may be lost.
  void commit_unflushed();

 private:
  [[noreturn]] void fail(const std::string& doing);
  /// Hands the buffer to the system.
  void flush();

  std::filesystem::path path_, temporary_;
  std::string buffer_;  ///< small pieces, so that each is no call of its own
  int file_ = -1;
};

/// Removes what killed processes left half written below a folder.
void remove_partial_files(const std::filesystem::path& folder);

/// Into a pipe or device it writes as it is.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// As write_file_atomically for who reads it meanwhile, but not through a power cut: no flush.
void replace_file(const std::filesystem::path& path, std::string_view content);

/// Writes a file of many, such as a picture of a data set: an Error where it cannot be written
/// whole, but no flush, which would take longer than the writing.
void write_file(const std::filesystem::path& path, std::string_view content);

/// Adds one line to the end of a file, whole or not at all as far as the system allows.
void append_to_file(const std::filesystem::path& path, std::string_view text);

/// Moves a file within a folder; its old place and what was in the new one are gone. An Error names
/// both.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// The whole file; an Error that names it where it cannot be read or is larger than `limit` bytes.
std::string read_file(const std::filesystem::path& path, std::size_t limit = 1u << 30);

/// Creates a folder and its parents; an Error says which could not be made and why.
void make_folder(const std::filesystem::path& path);

}  // namespace mlday

#include "core/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

constexpr const char* partial_mark = ".partial-";

std::string reason() { return std::strerror(errno); }

/// Returns false with errno set where not every byte went out.
bool write_all(int file, const char* data, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t written = ::write(file, data, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    data += written;
    bytes -= static_cast<std::size_t>(written);
  }
  return true;
}

/// A rename lasts through a power cut only once its folder has been flushed too.
void flush_folder(const fs::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

}  // namespace

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)) {
  // A name of its own: two processes that write the same file must not write into one.
  auto name = path_.string() + partial_mark + "XXXXXX";
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail("create");
  temporary_ = name;
  const mode_t hidden = ::umask(0);  // (There is no other way to ask for it.)
  ::umask(hidden);
  ::fchmod(file_, 0666 & ~hidden);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::fail(const std::string& doing) {
  throw Error(
      "cannot " + doing + " " + path_.string() + ": " + reason() +
      (errno == ENOSPC || errno == EDQUOT ? " (free some space, or write to another disk)" : ""));
}

void AtomicFile::write(const void* data, std::size_t bytes) {
  constexpr std::size_t most = 1 << 16;
  if (buffer_.size() + bytes > most) flush();
  if (bytes <= most)
    buffer_.append(static_cast<const char*>(data), bytes);
  else if (!write_all(file_, static_cast<const char*>(data), bytes))
    fail("write");
}

void AtomicFile::flush() {
  if (!write_all(file_, buffer_.data(), buffer_.size())) fail("write");
  buffer_.clear();
}

void AtomicFile::commit() {
  flush();
  if (::fsync(file_) != 0) fail("flush");
  commit_unflushed();
  flush_folder(path_.parent_path());
}

void AtomicFile::commit_unflushed() {
  flush();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("rename into place");
  ::close(file_);
  file_ = -1;
}

void remove_partial_files(const fs::path& folder) {
  std::error_code code;
  for (fs::recursive_directory_iterator entry(folder, code), end; !code && entry != end;
       entry.increment(code))
    if (entry->path().filename().string().find(partial_mark) != std::string::npos)
      fs::remove(entry->path(), code);
}

void write_file_atomically(const fs::path& path, std::string_view content) {
  // A pipe or a device, /dev/stdout, must not be replaced by a file.
  if (std::error_code code; fs::exists(path, code) && !fs::is_regular_file(path, code))
    return write_file(path, content);
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

void replace_file(const fs::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit_unflushed();
}

void write_file(const fs::path& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const bool written = file >= 0 && write_all(file, content.data(), content.size());
  const int code = errno;
  if (file >= 0) ::close(file);
  if (!written) throw Error("cannot write " + path.string() + ": " + std::strerror(code));
}

void append_to_file(const fs::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const bool written = file >= 0 && write_all(file, text.data(), text.size());
  const int code = errno;
  if (file >= 0) ::close(file);
  if (!written) throw Error("cannot write to " + path.string() + ": " + std::strerror(code));
}

void rename_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw Error("cannot rename " + from.string() + " to " + to.string() + ": " + reason());
}

std::string read_file(const fs::path& path, std::size_t limit) {
  std::error_code code;
  if (fs::is_directory(path, code)) throw Error(path.string() + " is a folder, not a file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error("cannot read " + path.string() + ": " + reason());
  std::string content;
  char buffer[1 << 16];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    content.append(buffer, static_cast<std::size_t>(file.gcount()));
    if (content.size() > limit)
      throw Error(path.string() + " is larger than " + with_commas(static_cast<long long>(limit)) +
                  " bytes");
  }
  if (file.bad()) throw Error("cannot read " + path.string() + ": " + reason());
  return content;
}

void make_folder(const fs::path& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code || !fs::is_directory(path))
    throw Error("cannot make the folder " + path.string() + ": " +
                (code ? code.message() : "a file of that name is in the way"));
}

std::string access_text(const std::filesystem::filesystem_error& error) {
  return "cannot access " + error.path1().string() + ": " + error.code().message();
}

}  // namespace mlday

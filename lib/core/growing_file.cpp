#include "core/growing_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/interrupt.h"

namespace mlday {

bool FileStamp::changed(const std::filesystem::path& path) {
  struct stat now {};
  std::string stamp = "absent";
  if (::stat(path.c_str(), &now) == 0)
    stamp = std::to_string(now.st_ino) + " " + std::to_string(now.st_size) + " " +
            std::to_string(now.st_mtim.tv_sec) + " " + std::to_string(now.st_mtim.tv_nsec);
  const bool is_other = stamp != seen_;
  seen_ = stamp;
  return is_other;
}

GrowingFile::~GrowingFile() {
  if (file_ >= 0) ::close(file_);
}

void GrowingFile::begin_anew() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
  offset_ = 0;
  rest_.clear();
}

void GrowingFile::reopen(const std::function<void()>& anew) {
  struct stat there {
  }, ours{};
  const bool exists = ::stat(path_.c_str(), &there) == 0;
  if (file_ >= 0) {
    ::fstat(file_, &ours);
    const bool same = exists && there.st_ino == ours.st_ino && there.st_dev == ours.st_dev &&
                      there.st_size >= offset_;
    if (same) return;
    begin_anew();
    anew();
  }
  if (exists) file_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
}

void GrowingFile::read(const std::function<void()>& anew,
                       const std::function<void(std::string_view)>& line) {
  reopen(anew);
  if (file_ < 0) return;
  std::string block(1 << 20, '\0');
  while (interrupt_signal() == 0) {
    const auto bytes = ::pread(file_, block.data(), block.size(), offset_);
    if (bytes <= 0) return;
    offset_ += bytes;
    std::string_view text(block.data(), static_cast<std::size_t>(bytes));
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos;) {
      if (rest_.empty()) {
        line(text.substr(0, end));
      } else {
        rest_ += text.substr(0, end);
        line(rest_);
        rest_.clear();
      }
      text.remove_prefix(end + 1);
    }
    rest_ += text;
  }
}

}  // namespace mlday

#include "report/event_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

// Fields of `Event`, and of the `SessionLog` in one.
enum EventField {
  wall_time_field = 1,
  step_field,
  file_version_field,
  summary_field = 5,
  session_log_field = 7,
  source_metadata_field = 10
};
enum SessionLogField { session_status_field = 1 };
enum SourceMetadataField { writer_field = 1 };
constexpr int session_start = 1;

constexpr std::string_view event_file_prefix = "events.out.tfevents.";

double seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

ProtoMessage event_at(std::int64_t step) {
  ProtoMessage event;
  event.real(wall_time_field, seconds_since_1970()).integer(step_field, step);
  return event;
}

/// A checksum of bytes that hold checksums would be a weak one; hence TensorFlow rotates it and
/// adds a constant.
std::uint32_t masked_crc32c(std::string_view bytes) {
  const auto crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u;
}

std::string host_name() {
  char name[256] = "";
  if (::gethostname(name, sizeof name - 1) != 0 || !*name) return "localhost";
  std::string text = name;
  for (char& c : text)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') c = '-';
  return text;
}

/// Later than all files in the folder, also where the clock was set back, or less than a second has
/// gone by.
std::int64_t seconds_for_name(const fs::path& folder) {
  auto seconds = static_cast<std::int64_t>(seconds_since_1970());
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(event_file_prefix)) continue;
    const auto other = to_int(split(name.substr(event_file_prefix.size()), '.').front());
    if (other) seconds = std::max(seconds, *other + 1);
  }
  return seconds;
}

Error event_file_error(const std::string& doing, const fs::path& path, int code) {
  const bool is_full = code == ENOSPC || code == EDQUOT;
  return Error("cannot " + doing + " " + path.string() + ": " + std::strerror(code) +
               (is_full ? " (free some space, or write to another disk)" : ""));
}

}  // namespace

EventFile::EventFile(const fs::path& folder) {
  make_folder(folder);
  auto seconds = std::to_string(seconds_for_name(folder));
  seconds.insert(0, 10 - std::min<std::size_t>(10, seconds.size()), '0');  // names sort as numbers
  path_ = folder / (std::string(event_file_prefix) + seconds + "." + host_name() + "." +
                    std::to_string(::getpid()));
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) throw event_file_error("create", path_, errno);
  ProtoMessage event, source;
  source.text(writer_field, "mlday");
  event.real(wall_time_field, seconds_since_1970())
      .text(file_version_field, "brain.Event:2")
      .message(source_metadata_field, source);
  write_record(event);
}

EventFile::~EventFile() {
  try {
    flush();
  } catch (const Error&) {  // who wants to know of it flushes before
  }
  ::close(file_);
}

void EventFile::add(std::int64_t step, const ProtoMessage& summary) {
  write_record(event_at(step).message(summary_field, summary));
}

void EventFile::restart(std::int64_t step) {
  ProtoMessage start;
  start.integer(session_status_field, session_start);
  write_record(event_at(step).message(session_log_field, start));
}

void EventFile::write_record(const ProtoMessage& event) {
  std::string length;
  append_little_endian(length, static_cast<std::uint64_t>(event.bytes().size()));
  buffer_ += length;
  append_little_endian(buffer_, masked_crc32c(length));
  buffer_ += event.bytes();
  append_little_endian(buffer_, masked_crc32c(event.bytes()));
  constexpr std::size_t many = 1 << 16;
  constexpr std::chrono::seconds long_ago{2};
  if (buffer_.size() >= many || Clock::now() - flushed_ > long_ago) flush();
}

void EventFile::flush() {
  flushed_ = Clock::now();
  std::size_t written = 0;
  while (written < buffer_.size()) {
    const auto bytes = ::write(file_, buffer_.data() + written, buffer_.size() - written);
    if (bytes >= 0) {
      written += static_cast<std::size_t>(bytes);
    } else if (errno != EINTR) {
      const int code = errno;
      // What went out of the records is taken back, so that others can follow once there is room.
      [[maybe_unused]] const int ignored = ::ftruncate(file_, size_);
      buffer_.clear();
      throw event_file_error("write", path_, code);
    }
  }
  size_ += static_cast<std::int64_t>(written);
  buffer_.clear();
}

}  // namespace mlday

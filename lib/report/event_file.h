// TensorBoard's event file: records (a length, its checksum, the bytes, their checksum:
// TensorFlow's TFRecord), each of which is a protocol buffer `Event`
// (tensorboard/compat/proto/event.proto).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "report/protobuf.h"

namespace mlday {

/// A file that grows record by record and is kept in order by TensorBoard's rule: each process
/// writes a file of its own, and the files of a folder are read in the order of their names. A kill
/// cuts off at most what was not flushed and, of that, the last record. For one thread at a time.
class EventFile {
 public:
  /// Makes the folder, and in it `events.out.tfevents.<unix seconds>.<host>.<pid>` with a number of
  /// seconds larger than every other file's there. Errors name what cannot be made.
  explicit EventFile(const std::filesystem::path& folder);
  /// Flushes; what cannot be written then is lost without a word.
  ~EventFile();
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Adds `summary`, a message `Summary` (report/summaries.h), of this step and the time now.
  void add(std::int64_t step, const ProtoMessage& summary);
  /// What earlier files, or this one, hold of this step and later ones is out of date: training
  /// goes on from before it. (A `SessionLog` with the status START, which TensorBoard purges by.)
  void restart(std::int64_t step);
  /// Hands all records to the system. It is done by itself where many bytes have come together, or
  /// some seconds have gone by at the time of an addition. An Error (a full disk) names the file,
  /// which keeps only whole records.
  void flush();

 private:
  using Clock = std::chrono::steady_clock;

  void write_record(const ProtoMessage& event);

  std::filesystem::path path_;
  std::string buffer_;     ///< whole records that the system does not have yet
  std::int64_t size_ = 0;  ///< bytes that it has
  Clock::time_point flushed_ = Clock::now();
  int file_ = -1;
};

}  // namespace mlday

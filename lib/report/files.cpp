#include "report/files.h"

#include "core/error.h"
#include "core/file.h"
#include "store/history.h"

namespace mlday {

void FileReport::on_epoch(const EpochRecord& record) {
  epochs_.push_back(record);
  lines_ += jsonl_line(record);
  constexpr std::chrono::milliseconds longest_wait{200};
  if (Clock::now() - written_ > longest_wait) write();
}

void FileReport::on_note(const NoteRecord& record) {
  lines_ += jsonl_line(record);
  write();
}

void FileReport::on_section(const SectionRecord& record) {
  make_folder(folder_.sections());
  replace_file(folder_.section(record.name), record.json);
}

void FileReport::on_end(const EndRecord& record) {
  try {
    write();
  } catch (const Error&) {
    if (!record.failed) throw;  // else why it failed is the one error to tell
  }
}

void FileReport::write() {
  append_history(folder_.history(), epochs_);
  epochs_.clear();
  if (!lines_.empty()) append_to_file(folder_.metrics(), lines_);
  lines_.clear();
  written_ = Clock::now();
}

}  // namespace mlday

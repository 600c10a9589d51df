// A run as files: history.csv, metrics.jsonl, and the report's sections.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "store/records.h"
#include "store/run_folder.h"

namespace mlday {

/// Epochs of microseconds are written together a few times a second; before a save all of them are.
class FileReport : public Observer {
 public:
  explicit FileReport(RunFolder folder) : folder_(std::move(folder)) {}

  void on_epoch(const EpochRecord& record) override;
  void on_note(const NoteRecord& record) override;
  void on_section(const SectionRecord& record) override;
  void on_save() override { write(); }
  void on_end(const EndRecord& record) override;

 private:
  using Clock = std::chrono::steady_clock;

  void write();

  RunFolder folder_;
  std::vector<EpochRecord> epochs_;  ///< that are not in history.csv yet
  std::string lines_;                ///< that are not in metrics.jsonl yet
  Clock::time_point written_;
};

}  // namespace mlday

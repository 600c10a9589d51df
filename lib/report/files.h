// A run as files: history.csv and metrics.jsonl.
#pragma once

#include "store/history.h"
#include "store/records.h"
#include "store/run_folder.h"

namespace mlday {

class FileReport : public Observer {
 public:
  explicit FileReport(RunFolder folder) : folder_(std::move(folder)) {}

  void on_epoch(const EpochRecord& record) override {
    append_history(folder_.history(), record);
    append_jsonl(folder_.metrics(), record);
  }
  void on_note(const NoteRecord& record) override { append_jsonl(folder_.metrics(), record); }

 private:
  RunFolder folder_;
};

}  // namespace mlday

// A run, perhaps a live one, as its files tell it: read again and again at the cost of what is new.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/growing_file.h"
#include "report/thinned_curve.h"
#include "store/records.h"
#include "store/run_folder.h"
#include "store/summary.h"

namespace mlday {

/// A metric over the epochs, thinned with its extremes kept. A span's `last.loss` is its mean.
struct MetricCurve {
  std::string name;
  ThinnedCurve curve;
};

/// What is known of a run. All of it may be absent: files come one after another.
struct RunView {
  std::string name;   ///< "day64_gtsrb/2026-11-30_06-20-00"
  std::string state;  ///< as in store/runs.h
  std::optional<Summary> summary;
  std::int64_t epochs = 0;           ///< that it is to train; 0: not known
  std::optional<EpochRecord> last;   ///< the newest epoch
  std::optional<EpochRecord> best;   ///< the epoch with the best figure of `summary->best_monitor`
  double seconds = 0;                ///< of the epochs that are over
  double epoch_seconds = 0;          ///< of an epoch, by the last few; 0: not known
  double seconds_since_epoch = 0;    ///< since the newest epoch was over, or the run began
  std::vector<MetricCurve> metrics;  ///< in the history's order
  std::vector<CurveSpan> steps;      ///< the loss by update
  std::deque<NoteRecord> notes;      ///< the newest hundred
};

class RunFollower {
 public:
  explicit RunFollower(RunFolder folder);

  /// Takes in what the run has written since.
  void refresh();
  const RunView& view() const { return view_; }

 private:
  void forget_history();
  void take_header(std::string_view line);
  void take_row(std::string_view line);
  EpochRecord record_of_row() const;
  void take_note(std::string_view line);
  void read_epochs();

  RunFolder folder_;
  RunView view_;
  GrowingFile history_, notes_;
  FileStamp summary_stamp_, config_stamp_, steps_stamp_;
  std::vector<std::string> columns_;  ///< of history.csv
  std::size_t monitor_ = 0;           ///< the deciding metric's column; behind the last if none
  std::vector<double> row_;           ///< the newest
  std::int64_t rows_ = 0;
  std::deque<double> last_seconds_;  ///< of the last few epochs
};

}  // namespace mlday

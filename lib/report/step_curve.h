// The loss by update as a file, steps.csv, whatever the number of updates.
#pragma once

#include <chrono>

#include "report/thinned_curve.h"
#include "store/records.h"
#include "store/run_folder.h"

namespace mlday {

class StepCurve : public Observer {
 public:
  /// Goes on behind so many updates. `reads_all`: each update's loss is read; without it, where
  /// reading waits for the device, a few in a second.
  StepCurve(const RunFolder& folder, std::int64_t updates, bool reads_all);

  void on_step(const StepRecord& record) override;
  void on_save() override { write(); }
  void on_end(const EndRecord& record) override;

 private:
  using Clock = std::chrono::steady_clock;

  void write();

  std::filesystem::path file_;
  ThinnedCurve curve_;
  std::int64_t updates_;  ///< up to which it has been told
  bool reads_all_;
  Clock::time_point read_, written_;
};

}  // namespace mlday

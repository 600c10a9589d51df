// The report of a run in training: written anew while it goes on.
#pragma once

#include <chrono>

#include "store/records.h"
#include "store/run_folder.h"

namespace mlday {

/// Writes report.html at an epoch's end, where the last time is long enough ago that writing takes
/// under a hundredth of the time.
class PageReport : public Observer {
 public:
  explicit PageReport(RunFolder folder) : folder_(std::move(folder)) {}
  void on_epoch(const EpochRecord&) override;

 private:
  using Clock = std::chrono::steady_clock;

  RunFolder folder_;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(5);
};

}  // namespace mlday

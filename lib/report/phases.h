// Where a run's time goes, in large parts.
#pragma once

#include <chrono>

#include "store/records.h"

namespace mlday {

/// Tells, with the end, the seconds of training, of validating and of saving as the section
/// "phases". What is between a save and the next update counts as saving.
class PhaseClock : public Observer {
 public:
  explicit PhaseClock(Observer& told) : told_(told) {}

  void on_begin(const BeginRecord&) override { since_ = Clock::now(); }
  void on_step(const StepRecord&) override { spend(saved_ ? saving_ : training_); }
  void on_epoch(const EpochRecord&) override { spend(validating_); }
  void on_save() override {
    spend(other_);
    saved_ = true;
  }
  void on_end(const EndRecord& record) override;

 private:
  using Clock = std::chrono::steady_clock;

  /// The time since the last event belongs to this part.
  void spend(Clock::duration& part);

  Observer& told_;
  Clock::time_point since_ = Clock::now();
  Clock::duration training_{}, validating_{}, saving_{}, other_{};
  bool saved_ = false;
};

}  // namespace mlday

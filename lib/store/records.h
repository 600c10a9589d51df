// What a training run tells while it runs. Training emits these; whoever wants to know observes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/metrics.h"

namespace mlday {

/// One row of the history. Training metrics have plain names, validation's begin with "val_".
struct EpochRecord {
  std::int64_t epoch = 0;  ///< from 1
  double lr = 0;           ///< in force during the epoch's last step
  double seconds = 0;
  Metrics metrics;
};

struct StepRecord {
  std::int64_t epoch = 0;
  std::int64_t step = 0;  ///< of this epoch, from 1
  std::int64_t steps_per_epoch = 0;
  std::int64_t samples = 0;  ///< of this epoch so far
  std::int64_t samples_per_epoch = 0;
  double loss = 0;  ///< this batch's
};

/// Something a reader of the log should not miss: the rate was cut, training stopped early.
struct NoteRecord {
  std::int64_t epoch = 0;
  std::string kind;  ///< "annealer", "doctor", "early_stopping", "resumed"
  std::string text;
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_step(const StepRecord&) {}
  virtual void on_epoch(const EpochRecord&) {}
  virtual void on_note(const NoteRecord&) {}
};

/// Passes everything on to several observers, in order.
class Observers : public Observer {
 public:
  void add(Observer& observer) { list_.push_back(&observer); }
  void on_step(const StepRecord& record) override {
    for (auto* observer : list_) observer->on_step(record);
  }
  void on_epoch(const EpochRecord& record) override {
    for (auto* observer : list_) observer->on_epoch(record);
  }
  void on_note(const NoteRecord& record) override {
    for (auto* observer : list_) observer->on_note(record);
  }

 private:
  std::vector<Observer*> list_;
};

}  // namespace mlday

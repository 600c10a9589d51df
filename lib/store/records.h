// What a training run tells while it runs. Training emits these, and
// observers take them.
#pragma once

#include <cstdint>
#include <functional>
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
  std::int64_t updates = 0;      ///< of the whole run so far
  double seconds = 0;            ///< of training, at the last of them
  double lr = 0;                 ///< of the last of them; NaN where there is none
  std::function<double()> loss;  ///< reads this batch's, which waits for the device
};

/// Something a reader of the log should not miss: the rate was cut, training stopped early.
struct NoteRecord {
  std::int64_t epoch = 0;
  std::string kind;  ///< "annealer", "doctor", "early_stopping", "resumed"
  std::string text;
};

/// A part of the report that only the network or the data could tell, such as the layers, or how
/// each class is recognized.
struct SectionRecord {
  std::string name;  ///< "network": a file is called by it
  std::string json;  ///< as the report's page reads it (report/page/README.md)
};

/// Pictures to look at, such as the worst mistakes.
struct PicturesRecord {
  std::string part;  ///< "validation"
  std::string name;  ///< "worst mistakes"
  std::vector<std::string> pngs;
  std::string description;  ///< Markdown: what they show, in order
};

/// Training begins, or goes on.
struct BeginRecord {
  std::int64_t epoch = 0;   ///< finished before
  std::int64_t epochs = 0;  ///< in all, unless it ends earlier
};

/// Training is over.
struct EndRecord {
  bool interrupted = false, failed = false;
  std::string reason;  ///< empty where it failed: the error says it
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_begin(const BeginRecord&) {}
  virtual void on_step(const StepRecord&) {}
  virtual void on_epoch(const EpochRecord&) {}
  virtual void on_note(const NoteRecord&) {}
  virtual void on_section(const SectionRecord&) {}
  virtual void on_pictures(const PicturesRecord&) {}
  /// A checkpoint is about to be written: what was told up to now must not be lost after it.
  virtual void on_save() {}
  virtual void on_end(const EndRecord&) {}
};

/// Passes everything on to several observers, in order.
class Observers : public Observer {
 public:
  void add(Observer& observer) { list_.push_back(&observer); }
  void on_begin(const BeginRecord& record) override { tell(&Observer::on_begin, record); }
  void on_step(const StepRecord& record) override { tell(&Observer::on_step, record); }
  void on_epoch(const EpochRecord& record) override { tell(&Observer::on_epoch, record); }
  void on_note(const NoteRecord& record) override { tell(&Observer::on_note, record); }
  void on_section(const SectionRecord& record) override { tell(&Observer::on_section, record); }
  void on_pictures(const PicturesRecord& record) override { tell(&Observer::on_pictures, record); }
  void on_save() override {
    for (auto* observer : list_) observer->on_save();
  }
  void on_end(const EndRecord& record) override { tell(&Observer::on_end, record); }

 private:
  template <class Record>
  void tell(void (Observer::*what)(const Record&), const Record& record) {
    for (auto* observer : list_) (observer->*what)(record);
  }

  std::vector<Observer*> list_;
};

}  // namespace mlday

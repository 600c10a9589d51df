// A run as lines of text: a bar while an epoch runs, a line when it is over.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/log.h"
#include "store/records.h"

namespace mlday {

struct ConsoleSettings {
  std::int64_t epochs = 0;
  std::int64_t log_every = 1;
  std::string noun = "image";  ///< what is counted per second
};

class ConsoleReport : public Observer {
 public:
  ConsoleReport(Log& log, ConsoleSettings settings);

  void on_step(const StepRecord& record) override;
  void on_epoch(const EpochRecord& record) override;
  void on_note(const NoteRecord& record) override;
  /// Shows the last epoch where `log_every` passed it over.
  void on_end(const EndRecord&) override { show_waiting(); }

 private:
  using Clock = std::chrono::steady_clock;

  /// An epoch, and what was known of it when it ended.
  struct Line {
    EpochRecord record;
    double rate = 0;
  };

  double rate() const;
  std::string text_of(const Line& line) const;
  void show_waiting();

  Log& log_;
  ConsoleSettings settings_;
  Clock::time_point epoch_start_, last_step_, last_drawn_;
  std::optional<Line> waiting_;    ///< the last epoch, where it was not shown
  std::int64_t epoch_ = 0;         ///< the one whose steps are being counted
  std::int64_t first_sample_ = 0;  ///< of this epoch, where a resumed run went on
  std::int64_t samples_ = 0;       ///< trained on since then
};

}  // namespace mlday

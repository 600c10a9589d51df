// A run as lines of text: a bar while an epoch runs, a line when it is over.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/log.h"
#include "core/metrics.h"
#include "report/bar.h"
#include "store/records.h"

namespace mlday {

struct ConsoleSettings {
  std::int64_t epochs = 0;
  std::int64_t log_every = 1;
  std::string noun = "image";  ///< what is counted per second
  /// The metric that decides which epoch is the best: the bar shows it, and where colours are on, a
  /// new best stands out. Empty: none is told apart.
  std::string monitor;
  Direction better = Direction::down;
  std::optional<double> best;  ///< its best figure so far, of a run that goes on
};

class ConsoleReport : public Observer {
 public:
  ConsoleReport(Log& log, ConsoleSettings settings);

  /// Draws the bar, at most ten times a second; only then the loss is read, which may wait for the
  /// device.
  void on_step(const StepRecord& record) override;
  void on_epoch(const EpochRecord& record) override;
  void on_note(const NoteRecord& record) override;
  /// Shows the last epoch where `log_every` passed it over.
  void on_end(const EndRecord&) override;

 private:
  using Clock = std::chrono::steady_clock;

  /// An epoch, and what was known of it when it ended.
  struct Line {
    EpochRecord record;
    double rate = 0;
    bool is_best = false;
  };

  double rate() const;
  void begin_epoch(const StepRecord& record, Clock::time_point now);
  BarFacts facts_of(const StepRecord& record) const;
  std::string text_of(const Line& line, bool colours) const;
  void show_waiting();

  Log& log_;
  ConsoleSettings settings_;
  BarLine bar_;
  SmoothRate speed_;  ///< of the bar; an epoch's line has the mean of the epoch
  Clock::time_point epoch_start_, last_step_, last_drawn_;
  Clock::time_point counted_from_;  ///< up to there the bar's rate has counted samples
  std::optional<Line> waiting_;     ///< the last epoch, where it was not shown
  std::int64_t epoch_ = 0;          ///< the one whose steps are being counted
  std::int64_t first_sample_ = 0;   ///< of this epoch, where a resumed run went on
  std::int64_t samples_ = 0;        ///< trained on since then
  std::int64_t counted_ = 0;        ///< of this epoch, up to `counted_from_`
  double between_epochs_ = 0;       ///< seconds of validation and saving, of the last epoch
  std::string metric_;              ///< that the bar shows; empty before it is known
  double metric_value_ = 0;
};

}  // namespace mlday

// A run as TensorBoard's event files, for `tensorboard --logdir runs`.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "report/event_file.h"
#include "report/summaries.h"
#include "store/records.h"

namespace mlday {

/// When a point of a curve is written: the first one, then not more often than five times a second,
/// and behind a thousand points (more of a curve TensorBoard does not show) not more often than
/// each thousandth of the time so far. A curve's file thus grows with the logarithm of the time.
class PointsInTime {
 public:
  using Clock = std::chrono::steady_clock;
  bool due(Clock::time_point now);

 private:
  Clock::time_point begun_, last_;
  std::int64_t points_ = 0;
};

/// Three of TensorBoard's runs a run, as Keras has them, so that training and validation are curves
/// of one chart:
///   train/        by epoch: `loss`, the other training metrics by their names, and `lr`;
///   histograms validation/   by epoch: the same names without "val_"; pictures (test/ where there
///   are such) .             by step:  `loss/step`; hyperparameters, texts, and the figures of
///   the best epoch
/// The steps of a folder's curves are of one kind, since what a resumed run trains again is purged
/// by step. Epochs and updates are thinned by time; the first and last epoch are always there.
/// Nothing is synced to the disk. An Error that names the file is thrown where one cannot be
/// written.
class TensorBoardReport : public Observer {
 public:
  /// No file is made before there is something to write.
  explicit TensorBoardReport(std::filesystem::path folder) : folder_(std::move(folder)) {}

  void on_begin(const BeginRecord& record) override;
  void on_step(const StepRecord& record) override;
  void on_epoch(const EpochRecord& record) override;
  /// As the text `notes/<kind>`.
  void on_note(const NoteRecord& record) override;
  void on_pictures(const PicturesRecord& record) override;
  void on_save() override;
  void on_end(const EndRecord& record) override;

  /// What the HParams page compares runs by; once, best before training.
  void hyperparameters(const std::vector<Hyperparameter>& parameters);
  /// Of weights or gradients after an epoch: beside the curves of training.
  void histogram(std::int64_t epoch, const Histogram& histogram);
  /// PNG files after an epoch, of a part of the data ("train", "validation", "test").
  void pictures(const std::string& part, std::int64_t epoch, const std::string& tag,
                const std::vector<std::string>& pngs, const std::string& description = "");
  /// Markdown; `step` counts batches, and 0 is what holds for the whole run, such as its config.
  void text(const std::string& tag, const std::string& markdown, std::int64_t step = 0);
  /// Of the best epoch, at the end ("val_accuracy", "test_accuracy"): `best/<name>`.
  void best_figures(const Metrics& figures);

 private:
  using Clock = PointsInTime::Clock;

  EventFile& part(const std::string& name);
  EventFile& root() { return part(""); }
  void write_epoch(const EpochRecord& record);
  void go_back_to(std::int64_t epoch);
  void flush();
  void written();

  std::filesystem::path folder_;
  std::map<std::string, EventFile> files_;  ///< by part; "" is the folder's own
  std::int64_t begun_after_ = 0;            ///< the epoch behind which files' curves begin
  std::int64_t epoch_ = 0;                  ///< the last one that is over
  std::int64_t step_ = 0;                   ///< the last one, of the whole run
  bool steps_begun_ = false;                ///< since the process or a rollback began
  Clock::time_point flushed_;
  PointsInTime epochs_, steps_;
  EpochRecord skipped_;  ///< the last epoch, where it was passed over
  bool has_skipped_ = false;
  std::map<std::string, NoteRecord> notes_;  ///< the last epoch's of each kind, joined
  bool has_hyperparameters_ = false, ended_ = false;
};

}  // namespace mlday

#include "report/tensorboard.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace mlday {
namespace {

double unix_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// To a few milliseconds: reading the exact time takes as long as all else that a step costs here.
PointsInTime::Clock::time_point coarse_now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return PointsInTime::Clock::time_point(std::chrono::seconds(time.tv_sec) +
                                         std::chrono::nanoseconds(time.tv_nsec));
}

constexpr std::string_view validation_prefix = "val_";

/// What an epoch's record says of validation, or of training.
Metrics part_of(const EpochRecord& record, bool validation) {
  Metrics part;
  for (const auto& [name, value] : record.metrics.items())
    if (name.starts_with(validation_prefix) == validation)
      part.set(validation ? name.substr(validation_prefix.size()) : name, value);
  if (!validation) part.set("lr", record.lr);
  return part;
}

}  // namespace

bool PointsInTime::due(Clock::time_point now) {
  constexpr std::chrono::milliseconds shortest{200};
  constexpr int many = 1000;
  if (points_ > 0 && now - last_ < shortest) return false;
  if (points_ >= many && now - last_ < (now - begun_) / many) return false;
  if (points_++ == 0) begun_ = now;
  last_ = now;
  return true;
}

/// Each new file says what of earlier ones is out of date; the folder's own does with its first
/// step.
EventFile& TensorBoardReport::part(const std::string& name) {
  const auto known = files_.find(name);
  if (known != files_.end()) return known->second;
  auto& file = files_.try_emplace(name, folder_ / name).first->second;
  if (!name.empty()) file.restart(begun_after_ + 1);
  return file;
}

void TensorBoardReport::on_begin(const BeginRecord& record) {
  begun_after_ = epoch_ = record.epoch;
}

void TensorBoardReport::on_step(const StepRecord& record) {
  if (record.epoch <= epoch_) go_back_to(record.epoch);
  const auto step = (record.epoch - 1) * record.steps_per_epoch + record.step;
  if (step <= step_) steps_begun_ = false;
  step_ = step;
  const auto now = coarse_now();
  if (!steps_.due(now) && steps_begun_) return;
  if (!std::exchange(steps_begun_, true)) root().restart(step);
  Metrics loss;
  loss.set("loss/step", record.loss());
  root().add(step, scalar_summary(loss));
  constexpr std::chrono::seconds long_ago{2};  // what little was said since is to be seen, too
  if (now - flushed_ > long_ago) flush();
}

void TensorBoardReport::on_epoch(const EpochRecord& record) {
  if (record.epoch <= epoch_) go_back_to(record.epoch);
  epoch_ = record.epoch;
  has_skipped_ = !epochs_.due(coarse_now());
  if (has_skipped_)
    skipped_ = record;
  else
    write_epoch(record);
}

/// This epoch and later ones are trained again within the process (training.on_nan: rollback).
void TensorBoardReport::go_back_to(std::int64_t epoch) {
  epoch_ = epoch - 1;
  begun_after_ = std::min(begun_after_, epoch_);
  has_skipped_ = false;
  for (auto& [name, file] : files_)
    if (!name.empty()) file.restart(epoch);
}

void TensorBoardReport::write_epoch(const EpochRecord& record) {
  for (const bool validation : {false, true}) {
    const auto summary = scalar_summary(part_of(record, validation));
    if (summary.bytes().empty()) continue;  // not validated after this epoch
    part(validation ? "validation" : "train").add(record.epoch, summary);
  }
}

/// TensorBoard keeps one text a step: several notes of a kind and an epoch are written as one.
void TensorBoardReport::on_note(const NoteRecord& record) {
  auto& note = notes_[record.kind];
  const bool goes_on = note.epoch == record.epoch && !note.text.empty();
  note = {record.epoch, record.kind, goes_on ? note.text + "\n\n" + record.text : record.text};
  part("train").add(record.epoch, text_summary("notes/" + record.kind, note.text));
  written();
}

void TensorBoardReport::on_pictures(const PicturesRecord& record) {
  pictures(record.part, epoch_, record.name, record.pngs, record.description);
}

void TensorBoardReport::on_save() {
  if (std::exchange(has_skipped_, false)) write_epoch(skipped_);
  flush();
}

void TensorBoardReport::on_end(const EndRecord& record) {
  ended_ = true;
  try {
    // An interrupted or failed run may go on, and TensorBoard believes the first end that it reads.
    if (has_hyperparameters_ && !record.interrupted && !record.failed)
      root().add(step_, session_end_summary(unix_seconds()));
    on_save();
  } catch (const Error&) {
    if (!record.failed) throw;  // else why it failed is the one error to tell
  }
}

void TensorBoardReport::hyperparameters(const std::vector<Hyperparameter>& parameters) {
  has_hyperparameters_ = true;
  root().add(0, session_start_summary(parameters, unix_seconds()));
  written();
}

void TensorBoardReport::histogram(std::int64_t epoch, const Histogram& histogram) {
  part("train").add(epoch, histogram_summary(histogram));
  written();
}

void TensorBoardReport::pictures(const std::string& part_name, std::int64_t epoch,
                                 const std::string& tag, const std::vector<std::string>& pngs,
                                 const std::string& description) {
  part(part_name).add(epoch, picture_summary(tag, pngs, description));
  written();
}

void TensorBoardReport::text(const std::string& tag, const std::string& markdown,
                             std::int64_t step) {
  root().add(step, text_summary(tag, markdown));
  written();
}

void TensorBoardReport::best_figures(const Metrics& figures) {
  Metrics best;
  for (const auto& [name, value] : figures.items()) best.set("best/" + name, value);
  const auto summary = scalar_summary(best);
  if (!summary.bytes().empty()) root().add(step_, summary);
  written();
}

/// After the run's end nobody else flushes.
void TensorBoardReport::written() {
  if (ended_) flush();
}

void TensorBoardReport::flush() {
  flushed_ = coarse_now();
  for (auto& [name, file] : files_) file.flush();
}

}  // namespace mlday

#include "report/step_curve.h"

#include "core/error.h"

namespace mlday {
namespace {

constexpr std::size_t most_spans = 2000;

}  // namespace

StepCurve::StepCurve(const RunFolder& folder, std::int64_t updates, bool reads_all)
    : file_(folder.steps()),
      curve_(read_steps(file_, updates), most_spans),
      updates_(updates),
      reads_all_(reads_all) {}

void StepCurve::on_step(const StepRecord& record) {
  if (record.updates == updates_) return;  // several batches make an update
  if (record.updates < updates_) curve_.forget_from(record.updates);  // rolled back (on_nan)
  updates_ = record.updates;
  constexpr std::chrono::milliseconds between_reads{100};
  constexpr std::chrono::seconds between_writes{5};
  constexpr std::int64_t between_looks = 64;  // at the clock, which updates of microseconds feel
  if (!reads_all_) {
    const auto now = Clock::now();
    if (now - read_ < between_reads) return;
    read_ = now;
  }
  const auto share = static_cast<double>(record.step) / static_cast<double>(record.steps_per_epoch);
  curve_.add({record.updates, static_cast<double>(record.epoch - 1) + share, record.seconds,
              record.lr, record.loss()});
  if (record.updates % between_looks == 0 && Clock::now() - written_ > between_writes) write();
}

void StepCurve::on_end(const EndRecord& record) {
  try {
    write();
  } catch (const Error&) {
    if (!record.failed) throw;  // else why it failed is the one error to tell
  }
}

void StepCurve::write() {
  write_steps(file_, curve_.spans());
  written_ = Clock::now();
}

}  // namespace mlday

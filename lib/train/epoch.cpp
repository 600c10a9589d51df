#include "train/epoch.h"

#include <torch/utils.h>

#include <algorithm>

#include "core/interrupt.h"
#include "data/epoch_batches.h"
#include "train/broken_numbers.h"

namespace mlday {
namespace {

/// When a step's loss is read: each on the CPU; on a device, where reading waits, once a second.
class Looks {
 public:
  explicit Looks(torch::Device device) : always_(device.is_cpu()) {}
  bool due() {
    if (always_ || seconds_since(last_) < 1) return always_;
    last_ = Clock::now();
    return true;
  }

 private:
  bool always_;
  Clock::time_point last_ = Clock::now();
};

}  // namespace

bool is_interrupted(const Training& t) { return t.context.team->any(interrupt_signal() != 0); }

bool train_epoch(Training& t, Work& work, const std::function<void()>& save_now) {
  const auto seed = static_cast<std::uint64_t>(t.settings.seed);
  const auto epoch = t.progress.epoch + 1;
  const auto samples = t.data.train->size();
  EpochBatches batches(t.data, work.held ? &*work.held : nullptr,
                       {.seed = seed,
                        .epoch = epoch,
                        .batch_size = t.batch_size,
                        .workers = t.workers,
                        .first = t.progress.batch});
  Looks looks(t.context.device);
  LeftOut left_out;
  auto* timeline = t.context.timeline;
  mark(timeline, "next epoch");
  while (const auto batch = batches.next()) {
    mark(timeline, "data");
    const auto number = t.progress.epoch * batches.batches() + t.progress.batch;
    ++t.progress.batch;
    const auto result = t.learner.step(*batch, {.seed = seed,
                                                .number = number,
                                                .in_epoch = t.progress.batch,
                                                .batches = batches.batches(),
                                                .updates = t.progress.step,
                                                .lr_factor = lr_factor(t.progress)});
    mark(timeline, "learning");
    left_out.step(t, result.skipped);
    if (result.skipped) continue;
    if (result.updated) {
      ++t.progress.step;
      t.progress.seconds = seconds_since(work.begin);
      if (result.penalty.defined()) work.meter.add_penalty(result.penalty, result.samples);
      t.gradient_samples = result.samples;
    }
    if (looks.due()) refuse_broken_loss(t, result.loss.item<double>(), epoch, "loss");
    work.meter.add(result.outputs, result.targets, result.loss, result.terms);
    mark(timeline, "metrics");
    work.observer.on_step({.epoch = epoch,
                           .step = t.progress.batch,
                           .steps_per_epoch = batches.batches(),
                           .samples = std::min(t.progress.batch * t.batch_size, samples),
                           .samples_per_epoch = samples,
                           .updates = t.progress.step,
                           .seconds = t.progress.seconds,
                           .lr = t.learner.lr(t.progress.step - 1) * lr_factor(t.progress),
                           .loss = [&] { return result.loss.item<double>(); }});
    mark(timeline, "reporting");
    // Between two updates there are gradients, which are not saved.
    if (!result.updated || t.progress.batch == batches.batches()) continue;
    if (take_save_request() || save_is_due(t)) save_now();
    if (is_interrupted(t)) return false;
    if (t.stoppers.spent(t.progress)) break;
  }
  left_out.tell(work.observer, epoch);
  if (work.meter.is_empty())
    throw BrokenNumbers("no batch of epoch " + std::to_string(epoch) +
                        " had a loss that is a number");
  return true;
}

}  // namespace mlday

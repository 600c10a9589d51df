#include "data/epoch_batches.h"

#include <algorithm>

namespace mlday {

EpochBatches::EpochBatches(const DataParts& data, const HeldSamples* held, const EpochPlan& plan)
    : held_(held),
      batch_size_(plan.batch_size),
      batches_((data.train->size() + plan.batch_size - 1) / plan.batch_size),
      next_(plan.first) {
  const auto count = data.train->size();
  auto order =
      batches_ == 1 ? std::vector<std::int64_t>() : sample_order(count, plan.seed, plan.epoch);
  if (held_) {
    order_ = std::move(order);
    return;
  }
  seen_ = data.augmented ? data.augmented(plan.epoch) : data.train;
  stream_.emplace(*seen_, batches_ == 1 ? sample_order(count) : std::move(order), plan.batch_size,
                  plan.workers, plan.first, data.mixed ? data.mixed(plan.epoch) : BatchChange{});
}

std::optional<Batch> EpochBatches::next() { return held_ ? next_held() : stream_->next(); }

std::optional<Batch> EpochBatches::next_held() {
  if (next_ >= batches_) return std::nullopt;
  const auto begin = next_++ * batch_size_;
  if (order_.empty()) return held_->all();
  const auto left = static_cast<std::int64_t>(order_.size()) - begin;
  return held_->batch(order_.data() + begin, std::min(batch_size_, left));
}

}  // namespace mlday

// The batches of one epoch as training sees them.
#pragma once

#include "data/held_samples.h"

namespace mlday {

/// Which epoch's batches, and how they are made.
struct EpochPlan {
  std::uint64_t seed = 0;
  std::int64_t epoch = 1;  ///< from 1
  std::int64_t batch_size = 1;
  int workers = 1;
  std::int64_t first = 0;  ///< the batch to begin with
};

/// The training samples in the order of this epoch, augmented and mixed as it has them. Where one
/// batch has all samples, it has them in the data's own order.
class EpochBatches {
 public:
  /// `held` may be null; it and `data` must outlive the batches.
  EpochBatches(const DataParts& data, const HeldSamples* held, const EpochPlan& plan);

  std::optional<Batch> next();
  std::int64_t batches() const { return batches_; }

 private:
  std::optional<Batch> next_held();

  const HeldSamples* held_;
  std::int64_t batch_size_, batches_, next_;
  std::vector<std::int64_t> order_;  ///< of held samples; empty where one batch has all
  DatasetPtr seen_;
  std::optional<BatchStream> stream_;
};

}  // namespace mlday

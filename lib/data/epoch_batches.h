// The batches of one epoch as training sees them.
#pragma once

#include "data/batches.h"
#include "data/parts.h"

namespace mlday {

/// The training samples in the order of this epoch (from 1), augmented and mixed as it has them,
/// from batch `first` on. `data` must outlive it.
class EpochBatches {
 public:
  EpochBatches(const DataParts& data, std::uint64_t seed, std::int64_t epoch,
               std::int64_t batch_size, int workers, std::int64_t first = 0)
      : seen_(data.augmented ? data.augmented(epoch) : data.train),
        stream_(*seen_, sample_order(seen_->size(), seed, epoch), batch_size, workers, first,
                data.mixed ? data.mixed(epoch) : BatchChange{}) {}

  std::optional<Batch> next() { return stream_.next(); }
  std::int64_t batches() const { return stream_.batches(); }

 private:
  DatasetPtr seen_;
  BatchStream stream_;
};

}  // namespace mlday

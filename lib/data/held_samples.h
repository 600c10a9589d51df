// Small training data in two blocks of memory, made once: its batches are rows of it.
#pragma once

#include <optional>

#include "data/batches.h"
#include "data/parts.h"

namespace mlday {

class HeldSamples {
 public:
  /// None where every epoch sees the samples changed, where they are of unequal length or not to
  /// stay in memory, and where they take too much of it.
  static std::optional<HeldSamples> of(const DataParts& data);

  /// The samples in the data's own order.
  const Batch& all() const { return all_; }
  /// The batch of these samples, as `collate` makes it.
  Batch batch(const std::int64_t* indices, std::int64_t count) const;

 private:
  explicit HeldSamples(Batch all) : all_(std::move(all)) {}

  Batch all_;
};

}  // namespace mlday

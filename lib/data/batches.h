// Samples put together into batches, on worker threads, ahead of training.
#pragma once

#include <torch/types.h>

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "data/dataset.h"
#include "tensors/fields.h"

namespace mlday {

/// Inputs [N, ...] as the samples' (uint8 pictures divided by 255: float32), targets [N, ...], each
/// field put together by its rule (`Dataset::batching`).
struct Batch {
  Fields inputs, targets;

  std::int64_t samples() const { return inputs[0].samples(); }
  Batch to(torch::Device device) const { return {inputs.to(device), targets.to(device)}; }
};

/// The batch of these samples. Throws BadSample where one does not fit beside the first.
Batch collate(const Dataset& dataset, const std::int64_t* indices, std::int64_t count);

/// Changes batch number `number` of an epoch; called by several workers at once.
using BatchChange = std::function<void(Batch& batch, std::int64_t number)>;

/// Gives the batches of one pass over `order`, in order, from batch `first` on; the last may be
/// smaller. Workers fill (and, where asked, change) batches ahead; which worker fills which changes
/// nothing.
class BatchStream {
 public:
  BatchStream(const Dataset& dataset, std::vector<std::int64_t> order, std::int64_t batch_size,
              int workers, std::int64_t first = 0, BatchChange change = {});
  ~BatchStream();
  BatchStream(const BatchStream&) = delete;
  BatchStream& operator=(const BatchStream&) = delete;

  /// Waits for the next batch; none at the end. Rethrows what a worker threw over it.
  std::optional<Batch> next();
  std::int64_t batches() const { return batches_; }

 private:
  void work();
  void stop();

  const Dataset& dataset_;
  const std::vector<std::int64_t> order_;
  const std::int64_t batch_size_, batches_;
  const std::int64_t most_ahead_;
  const BatchChange change_;
  std::mutex mutex_;
  std::condition_variable ready_, wanted_;
  std::map<std::int64_t, Batch> done_;
  std::map<std::int64_t, std::exception_ptr> failed_;
  std::int64_t next_to_fill_, next_to_give_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

/// 0 .. count-1, or with a seed a random order of them.
std::vector<std::int64_t> sample_order(std::int64_t count);
std::vector<std::int64_t> sample_order(std::int64_t count, std::uint64_t seed, std::int64_t epoch);

}  // namespace mlday

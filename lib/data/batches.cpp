#include "data/batches.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/rng.h"
#include "core/text.h"
#include "data/byte_table.h"

namespace mlday {
namespace {

/// Copies a sample into row `row` of a batch; bytes become floats in [0, 1].
void copy_input(const torch::Tensor& input, void* row) {
  static const std::vector<ByteTable> tables{unit_table()};
  if (input.scalar_type() == torch::kUInt8)
    return write_floats(input, tables, static_cast<float*>(row));
  const auto dense = input.contiguous();
  std::memcpy(row, dense.data_ptr(), dense.nbytes());
}

std::string described(const torch::Tensor& tensor) {
  std::vector<std::string> extents;
  for (const auto extent : tensor.sizes()) extents.push_back(std::to_string(extent));
  return (extents.empty() ? "a single value" : join(extents, " x ")) + " of " +
         std::string(c10::toString(tensor.scalar_type()));
}

/// A batch has rows of one size and type; a sample that has another does not fit into its row.
template <class NameOf>
void require_like(const torch::Tensor& first, const torch::Tensor& other, const char* what,
                  const NameOf& name, std::int64_t row) {
  if (other.sizes() == first.sizes() && other.scalar_type() == first.scalar_type()) return;
  throw BadSample(name(row) + ": its " + what + " is " + described(other) + ", but that of " +
                  name(0) + " in the same batch is " + described(first) +
                  ": give both the same size and type, or take one of them out");
}

std::vector<std::int64_t> batched(const torch::Tensor& sample, std::int64_t count) {
  std::vector<std::int64_t> shape{count};
  for (const auto extent : sample.sizes()) shape.push_back(extent);
  return shape;
}

}  // namespace

Batch collate(const Dataset& dataset, const std::int64_t* indices, std::int64_t count) {
  Batch batch;
  Sample first;
  std::size_t input_bytes = 0;  // of a sample in the batch
  for (std::int64_t i = 0; i < count; ++i) {
    const Sample sample = dataset.get(indices[i]);
    if (i > 0) {
      const auto name = [&](std::int64_t row) { return dataset.name(indices[row]); };
      require_like(first.input, sample.input, "input", name, i);
      require_like(first.target, sample.target, "target", name, i);
    } else {
      first = sample;
      const auto type = sample.input.scalar_type();
      batch.inputs = torch::empty(batched(sample.input, count),
                                  type == torch::kUInt8 ? torch::kFloat32 : type);
      input_bytes = batch.inputs.nbytes() / static_cast<std::size_t>(count);
      batch.targets = torch::empty(batched(sample.target, count), sample.target.options());
    }
    const auto row = static_cast<std::size_t>(i);
    copy_input(sample.input, static_cast<char*>(batch.inputs.data_ptr()) + row * input_bytes);
    const auto bytes = sample.target.nbytes();
    std::memcpy(static_cast<char*>(batch.targets.data_ptr()) + row * bytes,
                sample.target.data_ptr(), bytes);
  }
  return batch;
}

BatchStream::BatchStream(const Dataset& dataset, std::vector<std::int64_t> order,
                         std::int64_t batch_size, int workers, std::int64_t first,
                         BatchChange change)
    : dataset_(dataset),
      order_(std::move(order)),
      batch_size_(batch_size),
      batches_((static_cast<std::int64_t>(order_.size()) + batch_size - 1) / batch_size),
      most_ahead_(workers + 2),
      change_(std::move(change)),
      next_to_fill_(first),
      next_to_give_(first) {
  for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
}

BatchStream::~BatchStream() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wanted_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void BatchStream::work() {
  for (;;) {
    std::int64_t number = 0;
    {
      std::unique_lock lock(mutex_);
      wanted_.wait(lock, [&] {
        return stopping_ || next_to_fill_ >= batches_ ||
               next_to_fill_ < next_to_give_ + most_ahead_;
      });
      if (stopping_ || next_to_fill_ >= batches_) return;
      number = next_to_fill_++;
    }
    try {
      const auto start = number * batch_size_;
      const auto count = std::min(batch_size_, static_cast<std::int64_t>(order_.size()) - start);
      Batch batch = collate(dataset_, order_.data() + start, count);
      if (change_) change_(batch, number);
      const std::lock_guard lock(mutex_);
      done_.emplace(number, std::move(batch));
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
    ready_.notify_all();
  }
}

std::optional<Batch> BatchStream::next() {
  std::unique_lock lock(mutex_);
  if (next_to_give_ >= batches_) return std::nullopt;
  ready_.wait(lock, [&] { return failure_ || done_.contains(next_to_give_); });
  if (!done_.contains(next_to_give_)) std::rethrow_exception(failure_);
  Batch batch = std::move(done_.extract(next_to_give_).mapped());
  ++next_to_give_;
  lock.unlock();
  wanted_.notify_all();
  return batch;
}

std::vector<std::int64_t> sample_order(std::int64_t count) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::vector<std::int64_t> sample_order(std::int64_t count, std::uint64_t seed, std::int64_t epoch) {
  return Rng(stream_seed(seed, "shuffle", static_cast<std::uint64_t>(epoch))).permutation(count);
}

}  // namespace mlday

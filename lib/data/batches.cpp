#include "data/batches.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <system_error>

#include "core/rng.h"
#include "core/text.h"
#include "data/byte_table.h"

namespace mlday {
namespace {

std::string described(const torch::Tensor& tensor) {
  std::vector<std::string> extents;
  for (const auto extent : tensor.sizes()) extents.push_back(std::to_string(extent));
  return (extents.empty() ? "a single value" : join(extents, " x ")) + " of " +
         std::string(c10::toString(tensor.scalar_type()));
}

/// The samples' tensors of one field, and what messages say of them.
struct Column {
  const std::vector<Sample>& samples;
  std::vector<torch::Tensor> Sample::*side;
  std::size_t field;
  const char* what;  ///< "input" or "target"
  const std::function<std::string(std::size_t)>& name_of;

  std::size_t size() const { return samples.size(); }
  const torch::Tensor& operator[](std::size_t i) const { return (samples[i].*side)[field]; }

  /// Rows lie side by side: each must have the first's type, and its size from this dimension on.
  void require_alike(std::int64_t from_dimension) const {
    const auto& first = (*this)[0];
    for (std::size_t i = 1; i < size(); ++i) {
      const auto& other = (*this)[i];
      if (other.scalar_type() == first.scalar_type() && other.dim() == first.dim() &&
          other.sizes().slice(static_cast<std::size_t>(from_dimension)) ==
              first.sizes().slice(static_cast<std::size_t>(from_dimension)))
        continue;
      throw BadSample(name_of(i) + ": its " + what + " is " + described(other) + ", but that of " +
                      name_of(0) + " in the same batch is " + described(first) +
                      ": give both the same size and type, or take one of them out");
    }
  }
};

/// Copies a sample into its row of a batch; bytes become floats in [0, 1].
void copy_into(const torch::Tensor& sample, char* row, bool is_input) {
  static const std::vector<ByteTable> tables{unit_table()};
  if (is_input && sample.scalar_type() == torch::kUInt8)
    return write_floats(sample, tables, reinterpret_cast<float*>(row));
  const auto dense = sample.contiguous();
  std::memcpy(row, dense.data_ptr(), dense.nbytes());
}

/// Memory of this shape for the column's samples.
torch::Tensor room_for(const Column& column, std::vector<std::int64_t> shape, bool is_input) {
  const auto type = column[0].scalar_type();
  return torch::empty(shape, is_input && type == torch::kUInt8 ? torch::kFloat32 : type);
}

Field stacked(const Column& column, bool is_input) {
  column.require_alike(0);
  auto shape = column[0].sizes().vec();
  shape.insert(shape.begin(), static_cast<std::int64_t>(column.size()));
  auto all = room_for(column, shape, is_input);
  auto* out = static_cast<char*>(all.data_ptr());
  const auto bytes = all.nbytes() / column.size();
  for (std::size_t i = 0; i < column.size(); ++i) copy_into(column[i], out + i * bytes, is_input);
  return all;
}

torch::Tensor lengths_of(const Column& column) {
  auto lengths = torch::empty({static_cast<std::int64_t>(column.size())}, torch::kInt64);
  for (std::size_t i = 0; i < column.size(); ++i)
    lengths.data_ptr<std::int64_t>()[i] = column[i].size(0);
  return lengths;
}

Field padded(const Column& column, bool is_input) {
  column.require_alike(1);
  const auto lengths = lengths_of(column);
  auto shape = column[0].sizes().vec();
  shape[0] = lengths.max().item<std::int64_t>();
  shape.insert(shape.begin(), static_cast<std::int64_t>(column.size()));
  auto all = room_for(column, shape, is_input).zero_();
  auto* out = static_cast<char*>(all.data_ptr());
  const auto bytes = all.nbytes() / column.size();
  for (std::size_t i = 0; i < column.size(); ++i) copy_into(column[i], out + i * bytes, is_input);
  return {all, lengths};
}

Field listed(const Column& column) {
  column.require_alike(1);
  std::vector<torch::Tensor> all;
  for (std::size_t i = 0; i < column.size(); ++i) all.push_back(column[i]);
  return {torch::cat(all), lengths_of(column)};
}

Fields together(const std::vector<Sample>& samples, std::vector<torch::Tensor> Sample::*side,
                const std::vector<Batching>& rules, const char* what,
                const std::function<std::string(std::size_t)>& name_of) {
  const bool is_input = side == &Sample::inputs;
  Fields fields;
  for (std::size_t f = 0; f < (samples.front().*side).size(); ++f) {
    const Column column{samples, side, f, what, name_of};
    const auto rule = f < rules.size() ? rules[f] : Batching::stack;
    fields.add(rule == Batching::stack ? stacked(column, is_input)
               : rule == Batching::pad ? padded(column, is_input)
                                       : listed(column));
  }
  return fields;
}

}  // namespace

Batch collate(const Dataset& dataset, const std::int64_t* indices, std::int64_t count) {
  std::vector<Sample> samples;
  for (std::int64_t i = 0; i < count; ++i) samples.push_back(dataset.get(indices[i]));
  const auto name_of = [&](std::size_t i) { return dataset.name(indices[i]); };
  for (std::size_t i = 0; i < samples.size(); ++i)
    TORCH_CHECK(samples[i].inputs.size() == samples[0].inputs.size() &&
                    samples[i].targets.size() == samples[0].targets.size(),
                "samples of one data set have as many fields");
  const auto rules = dataset.batching();
  return {together(samples, &Sample::inputs, rules.inputs, "input", name_of),
          together(samples, &Sample::targets, rules.targets, "target", name_of)};
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
  try {
    for (int i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    const auto started = static_cast<std::int64_t>(workers_.size());
    stop();
    throw Error("cannot start " + counted(workers, "worker") + ", only " + std::to_string(started) +
                ": the system has no more threads, or no memory for them (a smaller "
                "dataset.num_workers)");
  }
}

BatchStream::~BatchStream() { stop(); }

void BatchStream::stop() {
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
      failed_.emplace(number, std::current_exception());
    }
    ready_.notify_all();
  }
}

std::optional<Batch> BatchStream::next() {
  std::unique_lock lock(mutex_);
  if (next_to_give_ >= batches_) return std::nullopt;
  ready_.wait(lock,
              [&] { return failed_.contains(next_to_give_) || done_.contains(next_to_give_); });
  // (The first in order, whichever worker failed first.)
  if (failed_.contains(next_to_give_)) std::rethrow_exception(failed_.at(next_to_give_));
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

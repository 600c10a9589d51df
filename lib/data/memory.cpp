#include "data/memory.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace mlday {
namespace {

struct Kept {
  Sample sample;
  std::int64_t label, group;
  std::string name;
  std::uint64_t content;
};

class MemoryDataset : public Dataset {
 public:
  MemoryDataset(std::vector<Kept> samples, BatchingRules batching)
      : samples_(std::move(samples)), batching_(std::move(batching)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(samples_.size()); }
  Sample get(std::int64_t index) const override { return at(index).sample; }
  std::int64_t label(std::int64_t index) const override { return at(index).label; }
  std::int64_t group(std::int64_t index) const override { return at(index).group; }
  std::string name(std::int64_t index) const override { return at(index).name; }
  std::uint64_t content(std::int64_t index) const override { return at(index).content; }
  BatchingRules batching() const override { return batching_; }

 private:
  const Kept& at(std::int64_t index) const { return samples_.at(static_cast<std::size_t>(index)); }

  std::vector<Kept> samples_;
  BatchingRules batching_;
};

/// Calls `work(thread, i)` for i = 0 .. count-1 on several threads; rethrows the first unexpected
/// exception.
template <class Work>
void for_each_index(std::int64_t count, int threads, Work work) {
  std::atomic<std::int64_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  std::vector<std::jthread> pool;  // joined also where not all can be started
  for (int t = 0; t < threads; ++t)
    pool.emplace_back([&, t] {
      try {
        for (std::int64_t i; (i = next++) < count;) work(static_cast<std::size_t>(t), i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    });
  pool.clear();
  if (failure) std::rethrow_exception(failure);
}

/// The indices that are not among the bad.
std::vector<std::int64_t> readable(std::int64_t count,
                                   const std::map<std::int64_t, BadSample>& bad) {
  std::vector<std::int64_t> indices;
  for (std::int64_t i = 0; i < count; ++i)
    if (!bad.contains(i)) indices.push_back(i);
  return indices;
}

DatasetPtr in_memory(const Dataset& dataset, std::vector<Sample> samples,
                     const std::vector<std::int64_t>& indices,
                     const std::vector<std::uint64_t>& contents) {
  std::vector<Kept> kept;
  kept.reserve(indices.size());
  for (const auto i : indices) {
    const auto at = static_cast<std::size_t>(i);
    kept.push_back({std::move(samples[at]), dataset.label(i), dataset.group(i), dataset.name(i),
                    contents.empty() ? 0 : contents[at]});
  }
  return std::make_shared<MemoryDataset>(std::move(kept), dataset.batching());
}

}  // namespace

ReadData read_through(const DatasetPtr& dataset, const Reading& reading) {
  const auto count = dataset->size();
  const int threads = std::max(reading.threads, 1);
  std::vector<Sample> samples(static_cast<std::size_t>(reading.keep ? count : 0));
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(count));
  std::vector<std::uint64_t> contents(reading.contents ? hashes.size() : 0);
  std::vector<ChannelSums> sums(static_cast<std::size_t>(threads));
  std::map<std::int64_t, BadSample> bad;
  std::mutex mutex;
  for_each_index(count, threads, [&](std::size_t thread, std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    try {
      if (reading.contents) contents[i] = dataset->content(index);
      auto sample = dataset->get(index);
      hashes[i] = checksum(sample.inputs);
      if (reading.sums) sums[thread].add(sample.input());
      if (reading.keep) samples[i] = std::move(sample);
    } catch (const BadSample& error) {
      const std::lock_guard lock(mutex);
      bad.emplace(index, error);
    }
  });
  if (!bad.empty() && !reading.skip_bad)
    throw BadSample(bad.begin()->second.what() +
                    std::string(": replace it, or leave such files out with "
                                "dataset.on_bad_sample: skip"));
  ReadData result;
  const auto indices = readable(count, bad);
  for (const auto index : indices) result.hashes.push_back(hashes[static_cast<std::size_t>(index)]);
  result.contents = std::move(contents);
  for (const auto& of_thread : sums) result.sums.add(of_thread);
  for (const auto& [index, error] : bad) {
    result.bad.push_back(index);
    result.skipped.push_back(error.what());
  }
  if (reading.keep)
    result.dataset = in_memory(*dataset, std::move(samples), indices, contents);
  else
    result.dataset = bad.empty() ? dataset : std::make_shared<Subset>(dataset, indices);
  return result;
}

std::vector<std::uint64_t> contents_of(const Dataset& dataset, int threads) {
  std::vector<std::uint64_t> contents(static_cast<std::size_t>(dataset.size()));
  for_each_index(dataset.size(), threads, [&](std::size_t, std::int64_t index) {
    contents[static_cast<std::size_t>(index)] = dataset.content(index);
  });
  return contents;
}

}  // namespace mlday

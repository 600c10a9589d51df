#include "data/memory.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

namespace mlday {
namespace {

struct Kept {
  Sample sample;
  std::int64_t label, group;
  std::string name;
};

class MemoryDataset : public Dataset {
 public:
  explicit MemoryDataset(std::vector<Kept> samples) : samples_(std::move(samples)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(samples_.size()); }
  Sample get(std::int64_t index) const override { return at(index).sample; }
  std::int64_t label(std::int64_t index) const override { return at(index).label; }
  std::int64_t group(std::int64_t index) const override { return at(index).group; }
  std::string name(std::int64_t index) const override { return at(index).name; }

 private:
  const Kept& at(std::int64_t index) const { return samples_.at(static_cast<std::size_t>(index)); }

  std::vector<Kept> samples_;
};

/// Calls `work(i)` for 0 .. count-1 on several threads; rethrows the first unexpected exception.
template <class Work>
void for_each_index(std::int64_t count, int threads, Work work) {
  std::atomic<std::int64_t> next{0};
  std::exception_ptr failure;
  std::mutex mutex;
  std::vector<std::thread> pool;
  for (int t = 0; t < std::max(threads, 1); ++t)
    pool.emplace_back([&] {
      try {
        for (std::int64_t i; (i = next++) < count;) work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    });
  for (auto& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

InMemory load_into_memory(const Dataset& dataset, int threads, bool skip_bad) {
  const auto count = static_cast<std::size_t>(dataset.size());
  std::vector<std::optional<Sample>> samples(count);
  std::vector<std::optional<BadSample>> bad(count);
  for_each_index(dataset.size(), threads, [&](std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    try {
      samples[i] = dataset.get(index);
    } catch (const BadSample& error) {
      bad[i] = error;
    }
  });
  InMemory result;
  std::vector<Kept> kept;
  kept.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto index = static_cast<std::int64_t>(i);
    if (!bad[i])
      kept.push_back({std::move(*samples[i]), dataset.label(index), dataset.group(index),
                      dataset.name(index)});
    else if (skip_bad)
      result.skipped.push_back(bad[i]->what());
    else
      throw *bad[i];
  }
  result.dataset = std::make_shared<MemoryDataset>(std::move(kept));
  return result;
}

}  // namespace mlday

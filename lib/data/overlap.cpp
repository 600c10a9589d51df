#include "data/overlap.h"

#include <functional>
#include <string_view>
#include <unordered_map>

namespace mlday {

std::uint64_t content_hash(const Sample& sample) {
  const auto dense = sample.input.contiguous();
  return std::hash<std::string_view>{}(
      {static_cast<const char*>(dense.data_ptr()), dense.nbytes()});
}

std::vector<std::string> overlaps(const Dataset& train, const std::vector<const Dataset*>& others) {
  std::vector<std::string> found;
  std::unordered_map<std::uint64_t, std::int64_t> seen;
  for (std::int64_t i = 0; i < train.size(); ++i) seen.try_emplace(content_hash(train.get(i)), i);
  for (const auto* other : others) {
    if (!other) continue;
    for (std::int64_t i = 0; i < other->size(); ++i) {
      const auto sample = other->get(i);
      const auto twin = seen.find(content_hash(sample));
      if (twin != seen.end() && train.get(twin->second).input.equal(sample.input))
        found.push_back(other->name(i) + " = " + train.name(twin->second));
    }
  }
  return found;
}

std::vector<std::string> duplicates(const Dataset& dataset) {
  std::vector<std::string> found;
  std::unordered_map<std::uint64_t, std::int64_t> seen;
  for (std::int64_t i = 0; i < dataset.size(); ++i) {
    const auto sample = dataset.get(i);
    const auto [twin, is_new] = seen.try_emplace(content_hash(sample), i);
    if (!is_new && dataset.get(twin->second).input.equal(sample.input))
      found.push_back(dataset.name(i) + " = " + dataset.name(twin->second));
  }
  return found;
}

}  // namespace mlday

#include "data/overlap.h"

#include <algorithm>
#include <unordered_map>

namespace mlday {
namespace {

/// Whether two samples of one hash are indeed the same.
bool same_input(const Dataset& a, std::int64_t i, const Dataset& b, std::int64_t j) {
  const auto one = a.get(i), other = b.get(j);
  return std::equal(one.inputs.begin(), one.inputs.end(), other.inputs.begin(), other.inputs.end(),
                    [](const auto& x, const auto& y) { return x.equal(y); });
}

}  // namespace

std::vector<std::string> overlaps(const ReadData& train,
                                  const std::vector<const ReadData*>& others) {
  std::vector<std::string> found;
  std::unordered_map<std::uint64_t, std::int64_t> seen;
  for (std::int64_t i = 0; i < train.dataset->size(); ++i)
    seen.try_emplace(train.hashes[static_cast<std::size_t>(i)], i);
  for (const auto* other : others) {
    if (!other) continue;
    for (std::int64_t i = 0; i < other->dataset->size(); ++i) {
      const auto twin = seen.find(other->hashes[static_cast<std::size_t>(i)]);
      if (twin != seen.end() && same_input(*train.dataset, twin->second, *other->dataset, i))
        found.push_back(other->dataset->name(i) + " = " + train.dataset->name(twin->second));
    }
  }
  return found;
}

std::vector<std::string> duplicates(const ReadData& data) {
  std::vector<std::string> found;
  std::unordered_map<std::uint64_t, std::int64_t> seen;
  for (std::int64_t i = 0; i < data.dataset->size(); ++i) {
    const auto [twin, is_new] = seen.try_emplace(data.hashes[static_cast<std::size_t>(i)], i);
    if (!is_new && same_input(*data.dataset, twin->second, *data.dataset, i))
      found.push_back(data.dataset->name(i) + " = " + data.dataset->name(twin->second));
  }
  return found;
}

}  // namespace mlday

#include "tasks/recommendation/ranking_figures.h"

#include <algorithm>
#include <cmath>

namespace mlday {

RankingFigures ranking_figures(const std::vector<std::int64_t>& relevant, std::int64_t k) {
  const auto gain = [](std::int64_t place) {
    return 1 / std::log2(static_cast<double>(place) + 1);
  };
  double hits = 0, gained = 0, best = 0;
  for (const auto place : relevant)
    if (place <= k) {
      ++hits;
      gained += gain(place);
    }
  const auto count = static_cast<std::int64_t>(relevant.size());
  for (std::int64_t place = 1; place <= std::min(count, k); ++place) best += gain(place);
  return {hits / static_cast<double>(k), hits / static_cast<double>(count), gained / best};
}

}  // namespace mlday

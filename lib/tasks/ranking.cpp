#include "tasks/ranking.h"

#include <algorithm>

namespace mlday {

std::optional<Ranking> ranking_of(std::vector<Ranked> samples) {
  std::sort(samples.begin(), samples.end(),
            [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  Ranking ranking;
  auto& points = ranking.points;
  points.push_back({});
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i == 0 || samples[i].score != samples[i - 1].score) points.push_back(points.back());
    (samples[i].is_positive ? points.back().positives : points.back().negatives) += 1;
  }
  const auto all = points.back();
  if (all.positives == 0 || all.negatives == 0) return std::nullopt;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto &point = points[i], &before = points[i - 1];
    ranking.auc += (point.negatives - before.negatives) * (point.positives + before.positives) / 2;
    ranking.average_precision += (point.positives - before.positives) * point.positives /
                                 (point.positives + point.negatives);
  }
  ranking.auc /= all.positives * all.negatives;
  ranking.average_precision /= all.positives;
  return ranking;
}

}  // namespace mlday

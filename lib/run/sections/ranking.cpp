#include "run/sections/ranking.h"

#include <algorithm>

namespace mlday {
namespace {

/// Samples up to a score: how many there are of either kind.
struct Point {
  double positives = 0, negatives = 0;
};

/// Ends of runs of equal scores, best first.
std::vector<Point> points_of(std::vector<Ranked> samples) {
  std::sort(samples.begin(), samples.end(),
            [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  std::vector<Point> points{{}};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i == 0 || samples[i].score != samples[i - 1].score) points.push_back(points.back());
    (samples[i].is_positive ? points.back().positives : points.back().negatives) += 1;
  }
  return points;
}

}  // namespace

void add_ranking(OrderedJson& json, std::vector<Ranked> samples, const std::string& class_name) {
  const auto points = points_of(std::move(samples));
  const auto all = points.back();
  if (all.positives == 0 || all.negatives == 0) return;
  double area = 0, average = 0;
  OrderedJson roc{{"class", class_name}}, curve{{"class", class_name}};
  roc["x"] = roc["y"] = curve["x"] = curve["y"] = OrderedJson::array();
  constexpr std::size_t most = 400;
  const auto every = std::max<std::size_t>(1, points.size() / most);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& point = points[i];
    if (i > 0) {
      const auto& before = points[i - 1];
      area += (point.negatives - before.negatives) * (point.positives + before.positives) / 2;
      average += (point.positives - before.positives) * point.positives /
                 (point.positives + point.negatives);
    }
    if (i % every != 0 && i + 1 != points.size()) continue;
    roc["x"].push_back(point.negatives / all.negatives);
    roc["y"].push_back(point.positives / all.positives);
    if (i == 0) continue;
    curve["x"].push_back(point.positives / all.positives);
    curve["y"].push_back(point.positives / (point.positives + point.negatives));
  }
  roc["auc"] = area / (all.positives * all.negatives);
  curve["average_precision"] = average / all.positives;
  json["roc"] = roc;
  json["precision_recall"] = curve;
}

}  // namespace mlday

#include "run/sections/ranking.h"

#include <algorithm>

namespace mlday {
namespace {

using Point = Ranking::Point;

/// Its own curve, thinned: false positives and true ones, as shares.
RateCurve roc_of(const Ranking& ranking, std::size_t every) {
  RateCurve curve;
  const auto& all = ranking.points.back();
  for (std::size_t i = 0; i < ranking.points.size(); ++i) {
    if (i % every != 0 && i + 1 != ranking.points.size()) continue;
    curve.x.push_back(ranking.points[i].negatives / all.negatives);
    curve.y.push_back(ranking.points[i].positives / all.positives);
  }
  return curve;
}

/// Its own curve, thinned: recall and precision. It begins with the best sample.
RateCurve precision_of(const Ranking& ranking, std::size_t every) {
  RateCurve curve;
  const auto& all = ranking.points.back();
  for (std::size_t i = 1; i < ranking.points.size(); ++i) {
    if (i % every != 0 && i + 1 != ranking.points.size()) continue;
    const auto& [positives, negatives] = ranking.points[i];
    curve.x.push_back(positives / all.positives);
    curve.y.push_back(positives / (positives + negatives));
  }
  return curve;
}

/// The share of positives found by the time that such a share of the negatives is taken for them:
/// on the straight line between two points, and the highest of points above each other.
double found_at(const Ranking& ranking, double share) {
  const auto& points = ranking.points;
  const double negatives = share * points.back().negatives;
  const auto after =
      std::upper_bound(points.begin(), points.end(), negatives,
                       [](double value, const Point& point) { return value < point.negatives; });
  const auto& before = *(after - 1);
  double positives = before.positives;
  if (after != points.end())
    positives += (after->positives - before.positives) * (negatives - before.negatives) /
                 (after->negatives - before.negatives);
  return positives / points.back().positives;
}

/// Precision where at least such a share of the positives is found.
double precision_at(const Ranking& ranking, double share) {
  const auto& points = ranking.points;
  const double wanted = std::max(share * points.back().positives, .5);  // one, at the least
  const auto point =
      std::lower_bound(points.begin(), points.end(), wanted,
                       [](const Point& at, double positives) { return at.positives < positives; });
  const auto& at = point == points.end() ? points.back() : *point;
  return at.positives / (at.positives + at.negatives);
}

constexpr int steps = 200;  // of a mean curve

template <class At>
void add_at_steps(RateCurve& curve, const Ranking& ranking, const At& at) {
  curve.y.resize(steps + 1);
  for (int i = 0; i <= steps; ++i)
    curve.y[static_cast<std::size_t>(i)] += at(ranking, static_cast<double>(i) / steps);
}

RateCurve divided(const RateCurve& sum, double count) {
  RateCurve curve;
  for (int i = 0; i <= steps; ++i) {
    curve.x.push_back(static_cast<double>(i) / steps);
    curve.y.push_back(sum.y[static_cast<std::size_t>(i)] / count);
  }
  return curve;
}

}  // namespace

RankingCurves curves_of(const Ranking& ranking) {
  constexpr std::size_t most = 400;
  const auto every = std::max<std::size_t>(1, ranking.points.size() / most);
  return {ranking.auc, ranking.average_precision, roc_of(ranking, every),
          precision_of(ranking, every)};
}

void MeanCurves::add(const Ranking& ranking) {
  ++count_;
  sums_.auc += ranking.auc;
  sums_.average_precision += ranking.average_precision;
  add_at_steps(sums_.roc, ranking, found_at);
  add_at_steps(sums_.precision_recall, ranking, precision_at);
}

RankingCurves MeanCurves::result() const {
  const auto count = static_cast<double>(count_);
  return {sums_.auc / count, sums_.average_precision / count, divided(sums_.roc, count),
          divided(sums_.precision_recall, count)};
}

void add_ranking(OrderedJson& json, const RankingCurves& curves, const std::string& name) {
  const auto& [x, y] = curves.roc;
  json["roc"] = {{"class", name}, {"x", x}, {"y", y}, {"auc", curves.auc}};
  const auto& [recall, precision] = curves.precision_recall;
  json["precision_recall"] = {{"class", name},
                              {"x", recall},
                              {"y", precision},
                              {"average_precision", curves.average_precision}};
}

}  // namespace mlday

// How well scores put the samples of a class before all others: ROC and precision over recall.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/json.h"

namespace mlday {

struct Ranked {
  double score = 0;
  bool is_positive = false;
};

struct Ranking {
  /// So many samples of either kind have a score or a higher one.
  struct Point {
    double positives = 0, negatives = 0;
  };

  double auc = 0;                ///< scikit-learn's roc_auc_score
  double average_precision = 0;  ///< scikit-learn's average_precision_score
  /// From none to all samples; those of one score come together.
  std::vector<Point> points;
};

/// None where all samples are of one kind.
std::optional<Ranking> ranking_of(std::vector<Ranked> samples);

struct RateCurve {
  std::vector<double> x, y;
};

struct RankingCurves {
  double auc = 0, average_precision = 0;
  RateCurve roc;               ///< true positives over false positives, as shares
  RateCurve precision_recall;  ///< precision over recall
};

/// In at most some 400 points.
RankingCurves curves_of(const Ranking& ranking);

/// The means over several rankings (scikit-learn's average="macro"), of curves at equal steps.
class MeanCurves {
 public:
  void add(const Ranking& ranking);
  std::int64_t count() const { return count_; }
  /// Of one ranking at least.
  RankingCurves result() const;

 private:
  std::int64_t count_ = 0;
  RankingCurves sums_;
};

/// Adds "roc" and "precision_recall".
void add_ranking(OrderedJson& json, const RankingCurves& curves, const std::string& name);

}  // namespace mlday

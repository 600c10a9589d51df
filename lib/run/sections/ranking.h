// Curves of a ranking: ROC and precision over recall.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/json.h"
#include "tasks/ranking.h"

namespace mlday {

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

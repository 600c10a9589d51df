// How well scores put the samples of a class before all others.
#pragma once

#include <optional>
#include <vector>

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

}  // namespace mlday

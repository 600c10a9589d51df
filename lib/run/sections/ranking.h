// How well scores put the samples of a class before all others: ROC and precision over recall.
#pragma once

#include <string>
#include <vector>

#include "store/json.h"

namespace mlday {

struct Ranked {
  double score = 0;
  bool is_positive = false;
};

/// Adds "roc" (its area: scikit-learn's roc_auc_score) and "precision_recall" (its average
/// precision: scikit-learn's average_precision_score) of the class of this name; samples of one
/// score count together. Nothing where all samples are of one kind.
void add_ranking(OrderedJson& json, std::vector<Ranked> samples, const std::string& class_name);

}  // namespace mlday

// Figures of an evaluated part that need all of its samples at once, such as areas under curves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tasks/ranking.h"

namespace mlday {

/// Every sample's probabilities and its class.
struct Judged {
  std::size_t classes = 2;
  std::vector<double> shares;       ///< [samples, classes]
  std::vector<std::int64_t> truth;  ///< [samples]

  std::size_t samples() const { return truth.size(); }
  double share(std::size_t sample, std::size_t of_class) const {
    return shares[sample * classes + of_class];
  }
  std::size_t predicted(std::size_t sample) const;
  /// The classes that figures are of: of two the second alone, else all.
  std::vector<std::size_t> positives() const;
};

/// What was predicted and what is true of one class.
struct Counts {
  double hits = 0, predicted = 0, true_ones = 0;
};

Counts counts_of(const Judged& judged, std::size_t of_class);

/// Always better where it is higher, but log_loss.
struct ClassMetric {
  const char* name;
  bool higher_is_better;
  double (*of)(const Judged& judged);
};

/// The mean of a figure over the classes that figures are of.
double mean_over_classes(const Judged& judged, double (*figure)(const Judged&, std::size_t));

const std::vector<ClassMetric>& class_metrics();
/// Null where there is none of that name.
const ClassMetric* class_metric(const std::string& name);
std::vector<std::string> class_metric_names();

}  // namespace mlday

// The mean of the recalls of the classes that are there (scikit-learn's balanced_accuracy_score).
#include "tasks/class_metrics/class_metric.h"

namespace mlday {

double balanced_accuracy(const Judged& judged) {
  double sum = 0, classes = 0;
  for (std::size_t i = 0; i < judged.classes; ++i) {
    const auto counts = counts_of(judged, i);
    if (counts.true_ones == 0) continue;
    sum += counts.hits / counts.true_ones;
    ++classes;
  }
  return sum / classes;
}

}  // namespace mlday

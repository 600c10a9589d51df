// Precision, recall and F1 of the second of two classes, or the mean over several classes
// (scikit-learn's, with zero_division=0).
#include "tasks/class_metrics/class_metric.h"

namespace mlday {
namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

double precision(const Judged& judged) {
  return mean_over_classes(judged, [](const Judged& all, std::size_t of_class) {
    const auto counts = counts_of(all, of_class);
    return share(counts.hits, counts.predicted);
  });
}

double recall(const Judged& judged) {
  return mean_over_classes(judged, [](const Judged& all, std::size_t of_class) {
    const auto counts = counts_of(all, of_class);
    return share(counts.hits, counts.true_ones);
  });
}

double f1(const Judged& judged) {
  return mean_over_classes(judged, [](const Judged& all, std::size_t of_class) {
    const auto counts = counts_of(all, of_class);
    return share(2 * counts.hits, counts.predicted + counts.true_ones);
  });
}

}  // namespace mlday

#include <algorithm>

#include "tasks/class_metrics/class_metric.h"

namespace mlday {

// A file for each, or for those of one kind.
double average_precision(const Judged&), balanced_accuracy(const Judged&), f1(const Judged&),
    log_loss(const Judged&), precision(const Judged&), recall(const Judged&),
    roc_auc(const Judged&);

const std::vector<ClassMetric>& class_metrics() {
  static const std::vector<ClassMetric> list{
      {"auc", true, roc_auc},
      {"average_precision", true, average_precision},
      {"balanced_accuracy", true, balanced_accuracy},
      {"f1", true, f1},
      {"log_loss", false, log_loss},
      {"precision", true, precision},
      {"recall", true, recall},
  };
  return list;
}

const ClassMetric* class_metric(const std::string& name) {
  const auto& list = class_metrics();
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const ClassMetric& metric) { return metric.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::vector<std::string> class_metric_names() {
  std::vector<std::string> names;
  for (const auto& metric : class_metrics()) names.emplace_back(metric.name);
  return names;
}

std::size_t Judged::predicted(std::size_t sample) const {
  const auto first = shares.begin() + static_cast<std::ptrdiff_t>(sample * classes);
  return static_cast<std::size_t>(
      std::max_element(first, first + static_cast<std::ptrdiff_t>(classes)) - first);
}

std::vector<std::size_t> Judged::positives() const {
  if (classes == 2) return {1};
  std::vector<std::size_t> all(classes);
  for (std::size_t i = 0; i < classes; ++i) all[i] = i;
  return all;
}

Counts counts_of(const Judged& judged, std::size_t of_class) {
  Counts counts;
  for (std::size_t i = 0; i < judged.samples(); ++i) {
    const bool predicted = judged.predicted(i) == of_class;
    const bool is_true = judged.truth[i] == static_cast<std::int64_t>(of_class);
    counts.predicted += predicted;
    counts.true_ones += is_true;
    counts.hits += predicted && is_true;
  }
  return counts;
}

double mean_over_classes(const Judged& judged, double (*figure)(const Judged&, std::size_t)) {
  double sum = 0;
  const auto classes = judged.positives();
  for (const auto of_class : classes) sum += figure(judged, of_class);
  return sum / static_cast<double>(classes.size());
}

}  // namespace mlday

// The area under the ROC curve (scikit-learn's roc_auc_score, of several classes ovr and macro).
#include <limits>

#include "tasks/class_metrics/class_metric.h"

namespace mlday {
namespace {

std::optional<Ranking> ranked(const Judged& judged, std::size_t of_class) {
  std::vector<Ranked> samples;
  for (std::size_t i = 0; i < judged.samples(); ++i)
    samples.push_back(
        {judged.share(i, of_class), judged.truth[i] == static_cast<std::int64_t>(of_class)});
  return ranking_of(std::move(samples));
}

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();  // of samples all alike

}  // namespace

double roc_auc(const Judged& judged) {
  return mean_over_classes(judged, [](const Judged& all, std::size_t of_class) {
    const auto ranking = ranked(all, of_class);
    return ranking ? ranking->auc : undefined;
  });
}

/// scikit-learn's average_precision_score, of several classes macro.
double average_precision(const Judged& judged) {
  return mean_over_classes(judged, [](const Judged& all, std::size_t of_class) {
    const auto ranking = ranked(all, of_class);
    return ranking ? ranking->average_precision : undefined;
  });
}

}  // namespace mlday

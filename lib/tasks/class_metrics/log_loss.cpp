// The mean of -log of the share that the truth got (scikit-learn's log_loss), whatever training
// weighs or smooths.
#include <algorithm>
#include <cmath>

#include "tasks/class_metrics/class_metric.h"

namespace mlday {

double log_loss(const Judged& judged) {
  constexpr double least = 1e-15;  // scikit-learn's guard against log(0)
  double sum = 0;
  for (std::size_t i = 0; i < judged.samples(); ++i)
    sum -= std::log(
        std::clamp(judged.share(i, static_cast<std::size_t>(judged.truth[i])), least, 1 - least));
  return sum / static_cast<double>(judged.samples());
}

}  // namespace mlday

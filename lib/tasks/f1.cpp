#include "tasks/f1.h"

namespace mlday {

void count_for_f1(const torch::Tensor& predicted, const torch::Tensor& truth, Sums& sums) {
  sums.add("f1_hits", (predicted & truth).sum(0));
  sums.add("f1_cases", predicted.sum(0) + truth.sum(0));
}

double macro_f1(const Sums& sums) {
  const auto hits = sums.all("f1_hits"), cases = sums.all("f1_cases");
  double sum = 0;
  for (std::size_t label = 0; label < hits.size(); ++label)
    if (cases[label] > 0) sum += 2 * hits[label] / cases[label];
  return sum / static_cast<double>(hits.size());
}

}  // namespace mlday

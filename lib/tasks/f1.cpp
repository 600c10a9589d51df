#include "tasks/f1.h"

namespace mlday {
namespace {

std::string hits_of(std::int64_t label) { return "f1_hits_" + std::to_string(label); }
std::string cases_of(std::int64_t label) { return "f1_cases_" + std::to_string(label); }

}  // namespace

void count_for_f1(const torch::Tensor& predicted, const torch::Tensor& truth, Sums& sums) {
  const auto counts = torch::stack({(predicted & truth).sum(0), predicted.sum(0) + truth.sum(0)})
                          .to(torch::kCPU, torch::kFloat64)
                          .contiguous();
  const auto* hits = counts.data_ptr<double>();
  const auto classes = counts.size(1);
  for (std::int64_t label = 0; label < classes; ++label) {
    sums[hits_of(label)] += hits[label];
    sums[cases_of(label)] += hits[classes + label];
  }
}

double macro_f1(const Sums& sums) {
  double sum = 0;
  std::int64_t label = 0;
  for (; sums.contains(hits_of(label)); ++label) {
    const double cases = sums.at(cases_of(label));
    if (cases > 0) sum += 2 * sums.at(hits_of(label)) / cases;
  }
  return sum / static_cast<double>(label);
}

}  // namespace mlday

#include "run/boards.h"

#include "config/yaml.h"
#include "models/module.h"
#include "report/flat_settings.h"

namespace mlday {
namespace {

std::vector<double> doubles_of(const torch::Tensor& tensor) {
  const auto values = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
  return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

Histogram histogram_of(const std::string& name, const torch::Tensor& tensor) {
  constexpr std::int64_t bins = 30;
  const auto values = tensor.detach().to(torch::kFloat32).flatten();
  const double low = values.min().item<double>(), high = values.max().item<double>();
  Histogram histogram{.name = name, .min = low, .max = high};
  histogram.sum = values.sum(torch::kFloat64).item<double>();
  histogram.sum_squares = values.square().sum(torch::kFloat64).item<double>();
  // Values that are all alike get a span around them.
  const double air = low == high ? std::max(std::abs(low), 1.0) / 2 : 0;
  histogram.edges = doubles_of(torch::linspace(low - air, high + air, bins + 1, torch::kFloat64));
  histogram.counts = doubles_of(values.histc(bins, low - air, high + air));
  return histogram;
}

}  // namespace

void WeightHistograms::on_epoch(const EpochRecord& record) {
  const auto begin = Clock::now();
  if (begin < next_) return;
  for (const auto& entry : learner_.network().named_parameters()) {
    const auto& tensor = entry.value();
    if (tensor.numel() == 0 || !tensor.isfinite().all().item<bool>()) continue;
    board_.histogram(record.epoch, histogram_of("weights/" + entry.key(), tensor));
    const auto& gradient = tensor.grad();
    if (gradient.defined() && gradient.isfinite().all().item<bool>())
      board_.histogram(record.epoch, histogram_of("gradients/" + entry.key(), gradient));
  }
  constexpr int pause = 100;
  next_ = Clock::now() + pause * (Clock::now() - begin);
}

void tell_settings(TensorBoardReport& board, const ResolvedConfig& config) {
  board.hyperparameters(hyperparameters_of(flat_settings(config.tree)));
  board.text("config", "```yaml\n" + emit_yaml(config.tree) + "\n```");
}

}  // namespace mlday

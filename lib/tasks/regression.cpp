// Numbers: distances between outputs and targets. Metrics are in the targets' own units, whatever
// the targets were scaled by.
#include <cmath>

#include "tasks/losses/loss.h"
#include "tasks/task.h"

namespace mlday {
namespace {

struct Regression : TaskSettings {
  Choice<RegressionLoss> loss;

  std::vector<MetricInfo> metrics() const override {
    return {{"loss", Direction::down},
            {"mae", Direction::down},
            {"rmse", Direction::down},
            {"r2", Direction::up},
            {"mape", Direction::down}};
  }
  std::optional<Misfit> misfit(const DataFacts& facts) const override {
    if (!facts.has_classes() && loss->wants_unscaled_targets() && !facts.target_scale.empty())
      return Misfit{"task.loss", "this loss learns targets as they are, and they are scaled",
                    "leave dataset.target_scale away"};
    if (!facts.has_classes()) return std::nullopt;
    return Misfit{"task",
                  "regression learns numbers, but the data's targets are " + facts.target_text(),
                  "set `task: classification`, or choose targets that are numbers"};
  }
  Shape output_shape(const DataFacts& facts) const override { return {facts.outputs()}; }
  bool wants_logits() const override { return false; }
  std::unique_ptr<Task> make(const DataFacts& facts) const override;
};

class Regressor : public Task {
 public:
  Regressor(const Regression& settings, const DataFacts& facts) : settings_(settings) {
    const auto count = facts.target_names.size();
    shift_ = facts.target_shift.empty() ? std::vector<double>(count, 0) : facts.target_shift;
    scale_ = facts.target_scale.empty() ? std::vector<double>(count, 1) : facts.target_scale;
  }

  torch::Tensor loss(const Field& output, const Fields& target) const override {
    const auto &outputs = output.values, &targets = target.only();
    return settings_.loss->mean(outputs, targets);
  }
  fused::LossPtr fused_loss() const override { return settings_.loss->fused(); }
  void check(const Fields& target) const override { settings_.loss->check(target.only()); }

  void measure(const Field& output, const Fields& target, Sums& sums) const override {
    const auto &outputs = output.values, &targets = target.only();
    const auto doubles = outputs.options().dtype(torch::kFloat64);
    const auto scale = torch::tensor(scale_, torch::kFloat64).to(doubles);
    const auto shift = torch::tensor(shift_, torch::kFloat64).to(doubles);
    const auto values = settings_.loss->values(outputs.to(doubles));
    const auto error = (values - targets.to(doubles)) * scale;
    const auto truth = targets.to(doubles);
    const auto least = 1e-7;  // Keras' guard against a target of zero
    const auto share = error.abs() / (truth * scale + shift).abs().clamp_min(least);
    sums.add("absolute", error.abs().mean(1).sum());
    sums.add("relative", share.mean(1).sum());
    sums.add("squares", sum_of_each_column(error.square()));
    sums.add("truth", sum_of_each_column(truth));
    sums.add("truth_squares", sum_of_each_column(truth.square()));
  }

  Metrics figures(const Sums& sums) const override {
    const double samples = sums.at("samples"), targets = static_cast<double>(scale_.size());
    const auto errors = sums.all("squares"), truths = sums.all("truth"),
               truth_squares = sums.all("truth_squares");
    double squares = 0, explained = 0;
    for (std::size_t i = 0; i < scale_.size(); ++i) {
      const double spread =
          (truth_squares[i] - truths[i] * truths[i] / samples) * scale_[i] * scale_[i];
      squares += errors[i];
      explained += explained_share(errors[i], spread, truth_squares[i] * scale_[i] * scale_[i]);
    }
    Metrics metrics;
    metrics.set("mae", sums.at("absolute") / samples);
    metrics.set("rmse", std::sqrt(squares / samples / targets));
    metrics.set("r2", explained / targets);
    metrics.set("mape", 100 * sums.at("relative") / samples);
    return metrics;
  }

  torch::Tensor predictions(const torch::Tensor& outputs) const override {
    return in_own_units(settings_.loss->values(outputs.to(torch::kFloat64)));
  }

  torch::Tensor truths(const torch::Tensor& targets) const override {
    return in_own_units(targets.to(torch::kFloat64));
  }

 private:
  torch::Tensor in_own_units(const torch::Tensor& doubles) const {
    return doubles * torch::tensor(scale_, doubles.options()) +
           torch::tensor(shift_, doubles.options());
  }

  static torch::Tensor sum_of_each_column(const torch::Tensor& table) {
    std::vector<torch::Tensor> sums;
    for (const auto& column : table.unbind(1)) sums.push_back(column.contiguous().sum());
    return torch::stack(sums);
  }

  /// A target's share of r2. Of targets that are all alike it is 0, or 1 where all are hit
  /// (scikit-learn); sums of numbers that are alike differ by rounding.
  static double explained_share(double errors, double spread, double squares) {
    constexpr double rounding = 1e-12;
    if (spread > rounding * squares) return 1 - errors / spread;
    return errors > rounding * squares ? 0 : 1;
  }

  Regression settings_;
  std::vector<double> shift_, scale_;  ///< a target x is (x - shift) / scale where it is learned
};

std::unique_ptr<Task> Regression::make(const DataFacts& facts) const {
  return std::make_unique<Regressor>(*this, facts);
}

const auto regression_spec =
    Spec<Regression>("regression", "Numbers; mae, rmse, r2, and mape in per cent.")
        .choice("loss", &Regression::loss, regression_losses, "What is trained on.")
        .elsewhere({"criterion", "loss_function"});

}  // namespace

Kind<TaskSettings> regression() { return kind_of<TaskSettings>(regression_spec); }

}  // namespace mlday

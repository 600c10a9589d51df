// Each symbol of a sequence from those before it: cross entropy over the vocabulary at every place.
// Places behind a sequence's end have the target no_symbol and count nowhere.
#include <torch/nn/functional/loss.h>
#include <torch/utils.h>

#include <cmath>

#include "tasks/task.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

struct LanguageModel : TaskSettings {
  std::string reduction = "mean";

  std::vector<MetricInfo> metrics() const override {
    return {{"loss", Direction::down},
            {"perplexity", Direction::down},
            {"accuracy", Direction::up},
            {"smoothed_loss", Direction::down, true}};
  }
  std::optional<Misfit> misfit(const DataFacts& facts) const override {
    if (facts.is_text) return std::nullopt;
    return Misfit{
        "task",
        "a language model learns symbols, but the data's targets are " + facts.target_text(),
        "take a loader of text (mlday list loaders), or another task"};
  }
  Shape output_shape(const DataFacts& facts) const override {
    return {facts.input().shape.front(), facts.outputs()};
  }
  std::unique_ptr<Task> make(const DataFacts& facts) const override;
};

class Predictor : public Task {
 public:
  Predictor(const LanguageModel& settings, const DataFacts& facts)
      : sums_up_(settings.reduction == "sum"), symbols_(facts.outputs()) {}

  torch::Tensor loss(const Field& output, const Fields& target) const override {
    const auto &outputs = output.values, &targets = target.only();
    const auto total = total_loss(outputs, targets);
    return total / terms(target);
  }
  fused::LossPtr fused_loss() const override {
    return fused::token_cross_entropy(sums_up_, no_symbol);
  }
  double terms(const Fields& target) const override {
    return sums_up_ ? Task::terms(target) : symbols_in(target.only());
  }

  void measure(const Field& output, const Fields& target, Sums& sums) const override {
    const auto &outputs = output.values, &targets = target.only();
    const auto there = targets.ne(no_symbol);
    sums.add("symbols", there.sum());
    sums.add("surprise", total_loss(outputs, targets));
    sums.add("right", outputs.argmax(2).eq(targets).logical_and(there).sum());
  }

  /// As the course smooths it: from a guess of seven symbols (of one, where the loss is a
  /// symbol's), by .999 a step.
  void follow(const torch::Tensor& loss, Sums& sums) const override {
    constexpr double keep = .999;
    const double symbols_guessed = sums_up_ ? 7 : 1;
    const auto start = symbols_guessed * std::log(static_cast<double>(symbols_));
    sums.smooth(running, start, keep, loss);
  }

  Metrics figures(const Sums& sums) const override {
    Metrics metrics;
    metrics.set("perplexity", std::exp(sums.at("surprise") / sums.at("symbols")));
    metrics.set("accuracy", sums.at("right") / sums.at("symbols"));
    if (sums.contains(running)) metrics.set("smoothed_loss", sums.at(running));
    return metrics;
  }

  torch::Tensor predictions(const torch::Tensor& outputs) const override {
    return outputs.softmax(-1);
  }

 private:
  static constexpr const char* running = "running_loss";

  static double symbols_in(const torch::Tensor& targets) {
    return static_cast<double>(targets.ne(no_symbol).sum().item<std::int64_t>());
  }

  torch::Tensor total_loss(const torch::Tensor& outputs, const torch::Tensor& targets) const {
    return F::cross_entropy(outputs.flatten(0, 1), targets.flatten(),
                            F::CrossEntropyFuncOptions().reduction(torch::kSum));
  }

  bool sums_up_;
  std::int64_t symbols_;
};

std::unique_ptr<Task> LanguageModel::make(const DataFacts& facts) const {
  return std::make_unique<Predictor>(*this, facts);
}

const auto language_model_spec =
    Spec<LanguageModel>("language_model", "Each symbol of a text from those before it.")
        .key("reduction", &LanguageModel::reduction, one_of({"mean", "sum"}),
             "The loss: the mean over a batch's symbols, or over its sequences of each one's sum, "
             "as the course has it.");

}  // namespace

Kind<TaskSettings> language_model() { return kind_of<TaskSettings>(language_model_spec); }

}  // namespace mlday

// One class per sample: cross entropy over logits (log-softmax and negative log likelihood).
#include <torch/nn/functional/loss.h>

#include <nlohmann/json.hpp>

#include "tasks/task.h"

namespace mlday {
namespace {

class ClassificationMeter : public Meter {
 public:
  void add(const torch::Tensor& outputs, const torch::Tensor& targets, double loss) override {
    const auto count = targets.size(0);
    samples_ += count;
    loss_sum_ += loss * static_cast<double>(count);
    // Mixed samples have a probability for each class.
    const auto classes = targets.dim() == 2 ? targets.argmax(1) : targets;
    correct_ += outputs.argmax(1).eq(classes).sum().item<std::int64_t>();
  }

  Metrics result() const override {
    const auto samples = static_cast<double>(samples_);
    Metrics metrics;
    metrics.set("loss", loss_sum_ / samples);
    metrics.set("accuracy", static_cast<double>(correct_) / samples);
    return metrics;
  }

  nlohmann::ordered_json state() const override {
    return {{"samples", samples_}, {"loss_sum", loss_sum_}, {"correct", correct_}};
  }

  void restore(const nlohmann::ordered_json& state) override {
    samples_ = state.at("samples");
    loss_sum_ = state.at("loss_sum");
    correct_ = state.at("correct");
  }

 private:
  std::int64_t samples_ = 0, correct_ = 0;
  double loss_sum_ = 0;
};

struct Classification : TaskSettings {
  double label_smoothing = 0;

  std::vector<MetricInfo> metrics() const override {
    return {{"loss", Direction::down}, {"accuracy", Direction::up}};
  }
  std::unique_ptr<Meter> meter() const override { return std::make_unique<ClassificationMeter>(); }
  torch::Tensor loss(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    namespace F = torch::nn::functional;
    return F::cross_entropy(outputs, targets,
                            F::CrossEntropyFuncOptions().label_smoothing(label_smoothing));
  }
  Shape output_shape(std::int64_t classes) const override { return {classes}; }
};

const auto spec =
    Spec<Classification>("classification", "One of several classes per sample; softmax.")
        .key("label_smoothing", &Classification::label_smoothing, from_to_below(0, 1),
             "Targets are (1 - e) * one-hot + e / classes.");

}  // namespace

Kind<TaskSettings> classification() { return kind_of<TaskSettings>(spec); }

}  // namespace mlday

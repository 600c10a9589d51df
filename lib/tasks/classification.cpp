// Classes: cross entropy over logits. Softmax takes one class per sample (log-softmax and negative
// log likelihood), sigmoid two classes by one output, or any number of yes-or-no labels. Focal loss
// by Lin et al. (2017).
#include <torch/nn/functional/loss.h>
#include <torch/utils.h>

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "tasks/class_metrics/class_metric.h"
#include "tasks/class_weights.h"
#include "tasks/f1.h"
#include "tasks/task.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

struct Classification : TaskSettings {
  std::string activation = "softmax";
  double label_smoothing = 0, focal_gamma = 0;
  ClassWeights class_weights;
  std::int64_t top_k = 0;
  bool macro_f1 = false;
  std::vector<std::string> more;  ///< class_metrics/

  bool is_softmax() const { return activation == "softmax"; }
  /// Whether one output tells two classes apart.
  bool is_binary(const DataFacts& facts) const {
    return !is_softmax() && facts.has_classes() && facts.outputs() == 2;
  }

  std::vector<MetricInfo> metrics() const override {
    std::vector<MetricInfo> list{{"loss", Direction::down}, {"accuracy", Direction::up}};
    if (top_k > 0) list.push_back({top_name(), Direction::up});
    if (macro_f1) list.push_back({"macro_f1", Direction::up});
    for (const auto& name : more)
      list.push_back({name, class_metric(name)->higher_is_better ? Direction::up : Direction::down,
                      /*training_only=*/false, /*evaluation_only=*/true});
    return list;
  }
  std::string top_name() const { return "top" + std::to_string(top_k) + "_accuracy"; }

  std::optional<Misfit> misfit(const DataFacts& facts) const override {
    const auto classes = facts.outputs();
    if (facts.is_text)
      return Misfit{"task", "classification learns a class of each sample, and this text has none",
                    "to predict each character from those before it set `task: language_model`"};
    if (is_softmax() && !facts.has_classes())
      return Misfit{
          "task",
          "classification learns classes, but the data's targets are " + facts.target_text(),
          "for numbers set `task: regression`; for classes that go by numbers, or "
          "rows of zeros with a single one, `dataset: {target_kind: classes}`; for yes-or-no "
          "labels in 0 and 1, `task: {activation: "
          "sigmoid}`"};
    if (facts.has_classes() && classes < 2)
      return Misfit{"dataset",
                    "the data has a single class, " +
                        (classes > 0 ? "`" + facts.class_names.front() + "`" : "without a name") +
                        ": there is nothing to tell apart",
                    !facts.input().is_picture()
                        ? "is it the right target, and all of the data?"
                        : "is dataset.root the folder that holds a folder for each class?"};
    if (!class_weights.given.empty() &&
        static_cast<std::int64_t>(class_weights.given.size()) != classes)
      return Misfit{"task.class_weights",
                    "there are " + std::to_string(class_weights.given.size()) +
                        " class weights, but the data has " + facts.target_text(),
                    "give one for each class, or `balanced`"};
    if (!class_weights.given.empty() &&
        std::all_of(class_weights.given.begin(), class_weights.given.end(),
                    [](double weight) { return weight == 0; }))
      return Misfit{"task.class_weights", "all class weights are 0: every loss would be 0",
                    "give at least one class a weight, or leave them out"};
    if (!more.empty() && !facts.has_classes())
      return Misfit{"task.metrics",
                    "these are figures of classes, and labels do not exclude each other",
                    "leave them out, or take macro_f1"};
    if (class_weights.balanced && !facts.has_classes())
      return Misfit{"task.class_weights", "labels that do not exclude each other have no balance",
                    "give a list of weights"};
    if (top_k >= classes)
      return Misfit{
          "task.top_k",
          "the best " + std::to_string(top_k) + " of " + facts.target_text() + " are always right",
          "take a smaller top_k, or leave it out"};
    if (top_k > 0 && (is_binary(facts) || !facts.has_classes()))
      return Misfit{"task.top_k", "top_k is for one class of several", "leave it out"};
    return std::nullopt;
  }

  Shape output_shape(const DataFacts& facts) const override {
    return {is_binary(facts) ? 1 : facts.outputs()};
  }

  std::unique_ptr<Task> make(const DataFacts& facts) const override;
};

/// How many rows of outputs [N, classes], or [N, 1] for two of them, have their largest value (or
/// sign) at the class of the target [N]. A plain loop takes less time than a tensor's operation
/// takes to begin; none where they are not in the host's memory as floats.
std::optional<double> count_right(const torch::Tensor& outputs, const torch::Tensor& targets) {
  if (!outputs.is_cpu() || outputs.scalar_type() != torch::kFloat32 || !outputs.is_contiguous() ||
      outputs.dim() != 2 || targets.scalar_type() != torch::kInt64 || targets.dim() != 1 ||
      !targets.is_contiguous())
    return std::nullopt;
  const auto classes = outputs.size(1);
  const auto* row = outputs.data_ptr<float>();
  const auto* truth = targets.data_ptr<std::int64_t>();
  std::int64_t right = 0;
  for (std::int64_t i = 0; i < outputs.size(0); ++i, row += classes) {
    const auto predicted =
        classes == 1 ? std::int64_t{*row > 0} : std::max_element(row, row + classes) - row;
    right += predicted == truth[i];
  }
  return static_cast<double>(right);
}

class Classifier : public Task {
 public:
  Classifier(const Classification& settings, const DataFacts& facts)
      : settings_(settings),
        binary_(settings.is_binary(facts)),
        one_of_several_(!binary_ && facts.has_classes()),
        weights_(settings.class_weights.of(facts.class_counts)) {}

  torch::Tensor loss(const Field& output, const Fields& target) const override {
    const auto &outputs = output.values, &targets = target.only();
    if (settings_.is_softmax() && weights_.empty() && settings_.focal_gamma == 0)
      return F::cross_entropy(
          outputs, targets,
          F::CrossEntropyFuncOptions().label_smoothing(settings_.label_smoothing));
    return (settings_.is_softmax() ? of_classes(outputs, targets) : of_labels(outputs, targets))
        .mean();
  }

  fused::LossPtr fused_loss() const override {
    if (!weights_.empty() || settings_.focal_gamma > 0) return nullptr;
    if (settings_.is_softmax()) return fused::softmax_cross_entropy(settings_.label_smoothing);
    return settings_.label_smoothing > 0 ? nullptr : fused::sigmoid_cross_entropy();
  }

  /// Labels are 0 or 1, or shares between them; other numbers' loss would fall without end.
  void check(const Fields& target) const override {
    const auto& labels = target.only();
    if (settings_.is_softmax() || !labels.is_floating_point()) return;
    for (const double label : {labels.min().item<double>(), labels.max().item<double>()})
      if (label < 0 || label > 1)
        throw usage_error("a target is " + rounded(label, 6) +
                          ", but `task.activation: sigmoid` learns labels between 0 and 1: for "
                          "numbers set `task: regression`");
  }

  void measure(const Field& output, const Fields& target, Sums& sums) const override {
    const auto &outputs = output.values, &targets = target.only();
    if (settings_.is_softmax() || one_of_several_) {
      if (const auto right = count_right(outputs, targets);
          right && settings_.top_k == 0 && !settings_.macro_f1)
        return sums.add("right", *right);
      const auto truth = targets.dim() == 2 ? targets.argmax(1) : targets;  // a mix: its main part
      const auto predicted = outputs.argmax(1);
      sums.add("right", predicted.eq(truth).sum());
      if (settings_.top_k > 0)
        sums.add("top",
                 std::get<1>(outputs.topk(settings_.top_k, 1)).eq(truth.unsqueeze(1)).any(1).sum());
      const auto yes_or_no = [&](const torch::Tensor& classes) {
        return torch::one_hot(classes, outputs.size(1)).to(torch::kBool);
      };
      if (settings_.macro_f1) count_for_f1(yes_or_no(predicted), yes_or_no(truth), sums);
      return;
    }
    if (const auto right = binary_ ? count_right(outputs, targets) : std::nullopt;
        right && !settings_.macro_f1)
      return sums.add("right", *right);
    // Of labels the share that is right counts (Keras' binary accuracy).
    const auto truth = truth_of(outputs, targets) > .5, predicted = outputs > 0;
    sums.add("right", predicted.eq(truth).sum().to(torch::kFloat64).div(outputs.size(1)));
    const auto of_both = [&](const torch::Tensor& yes) {
      return binary_ ? torch::cat({~yes, yes}, 1) : yes;
    };
    if (settings_.macro_f1) count_for_f1(of_both(predicted), of_both(truth), sums);
  }

  void measure_evaluation(const Field& output, const Fields& target, Sums& sums) const override {
    if (settings_.more.empty()) return;
    const auto& targets = target.only();
    sums.append("shares", predictions(output.values.to(torch::kFloat64)));
    sums.append("truth", targets.dim() == 2 ? targets.argmax(1) : targets);
  }

  Metrics figures(const Sums& sums) const override {
    Metrics metrics;
    metrics.set("accuracy", sums.at("right") / sums.at("samples"));
    if (settings_.top_k > 0) metrics.set(settings_.top_name(), sums.at("top") / sums.at("samples"));
    if (settings_.macro_f1) metrics.set("macro_f1", macro_f1(sums));
    if (sums.contains("truth")) add_class_metrics(sums, metrics);
    return metrics;
  }

  torch::Tensor predictions(const torch::Tensor& outputs) const override {
    if (settings_.is_softmax()) return outputs.softmax(1);
    const auto yes = outputs.sigmoid();
    return binary_ ? torch::cat({1 - yes, yes}, 1) : yes;
  }

 private:
  void add_class_metrics(const Sums& sums, Metrics& metrics) const {
    Judged judged{.classes = 2, .shares = sums.all("shares"), .truth = {}};
    for (const auto of_class : sums.all("truth"))
      judged.truth.push_back(static_cast<std::int64_t>(of_class));
    judged.classes = judged.shares.size() / judged.truth.size();
    for (const auto& name : settings_.more) metrics.set(name, class_metric(name)->of(judged));
  }

  torch::Tensor weights_like(const torch::Tensor& outputs) const {
    return torch::tensor(weights_, torch::kFloat64).to(outputs.options());
  }

  /// Lin et al.'s (1 - p)^gamma. At p = 1 its slope is infinite for gamma below 1.
  torch::Tensor focus(const torch::Tensor& share) const {
    constexpr double least = 1e-12;
    return (1 - share).clamp_min(least).pow(settings_.focal_gamma);
  }

  /// The targets as numbers beside the outputs [N, labels].
  torch::Tensor truth_of(const torch::Tensor& outputs, const torch::Tensor& targets) const {
    if (targets.is_floating_point()) {
      const bool is_mix = binary_ && targets.size(1) == 2;  // shares of both classes
      return (is_mix ? targets.slice(1, 1) : targets).to(outputs.scalar_type());
    }
    if (binary_) return targets.unsqueeze(1).to(outputs.scalar_type());
    return torch::one_hot(targets, outputs.size(1)).to(outputs.scalar_type());
  }

  /// Each sample's loss by softmax [N]: its class's weight multiplies it (Keras' class_weight).
  torch::Tensor of_classes(const torch::Tensor& outputs, const torch::Tensor& targets) const {
    const auto log_shares = outputs.log_softmax(1);
    const auto classes = outputs.size(1);
    auto truth = targets.is_floating_point()
                     ? targets.to(outputs.scalar_type())
                     : torch::one_hot(targets, classes).to(outputs.scalar_type());
    const auto weight = weights_.empty() ? torch::Tensor() : (truth * weights_like(outputs)).sum(1);
    const double e = settings_.label_smoothing;
    truth = truth * (1 - e) + e / static_cast<double>(classes);
    auto each = -truth * log_shares;
    if (settings_.focal_gamma > 0) each = each * focus(log_shares.exp());
    const auto losses = each.sum(1);
    return weight.defined() ? losses * weight : losses;
  }

  /// Each label's loss by sigmoid [N, labels].
  torch::Tensor of_labels(const torch::Tensor& outputs, const torch::Tensor& targets) const {
    const auto truth = truth_of(outputs, targets);
    const double e = settings_.label_smoothing;
    const auto smooth = truth * (1 - e) + e / 2;
    auto each = F::binary_cross_entropy_with_logits(
        outputs, smooth, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
    if (settings_.focal_gamma > 0) {
      const auto share = outputs.sigmoid();
      const auto of_truth = truth * share + (1 - truth) * (1 - share);
      each = each * focus(of_truth);
    }
    if (weights_.empty()) return each;
    const auto weights = weights_like(outputs);
    if (binary_) return each * (truth * weights[1] + (1 - truth) * weights[0]);
    return each * weights;
  }

  Classification settings_;
  bool binary_;
  bool one_of_several_;  ///< else labels of which any number may hold
  std::vector<double> weights_;
};

std::unique_ptr<Task> Classification::make(const DataFacts& facts) const {
  return std::make_unique<Classifier>(*this, facts);
}

const auto classification_spec =
    Spec<Classification>("classification", "One of several classes per sample, or labels.")
        .not_here({"loss", "criterion"},
                  "the task brings its loss: see activation, label_smoothing, class_weights")
        .key("activation", &Classification::activation, one_of({"softmax", "sigmoid"}),
             "What the loss makes probabilities by: softmax of one class among several, sigmoid of "
             "two classes by one output, or of labels of which any number may hold.")
        .key("label_smoothing", &Classification::label_smoothing, from_to_below(0, 1),
             "Targets are (1 - e) * one-hot + e / classes (labels: + e / 2).")
        .key("class_weights", &Classification::class_weights, at_least(0),
             "What each class's samples (sigmoid of labels: each label) count in the loss; "
             "`balanced` is samples / (classes * samples of the class). The mean is over samples "
             "(Keras), not over weights (PyTorch).")
        .elsewhere({"class_weight"})
        .not_here({"pos_weight"},
                  "for two classes it is the second of `class_weights: [1, W]`; of several labels "
                  "`class_weights` weighs both answers, yes and no")
        .key("focal_gamma", &Classification::focal_gamma, at_least(0),
             "Focal loss: a term counts (1 - p)^gamma times, p its probability; 0 is plain cross "
             "entropy.")
        .elsewhere({"gamma"})
        .key("top_k", &Classification::top_k, at_least(0),
             "Also report how often the truth is among this many best classes; 0 does not.")
        .key(
            "metrics", &Classification::more, one_of(class_metric_names()),
            "More figures of validation and test, by scikit-learn's rules: of two classes those of "
            "the second, else the mean over classes.")
        .key("macro_f1", &Classification::macro_f1, anything(),
             "Also report the mean over classes (or labels) of F1, where a class that is neither "
             "predicted nor there counts 0 (scikit-learn).")
        .elsewhere({"f1", "f1_score"});

}  // namespace

Kind<TaskSettings> classification() { return kind_of<TaskSettings>(classification_spec); }

}  // namespace mlday

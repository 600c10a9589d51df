// Clusters of samples by k-means: no network to train and no targets, but centres that samples are
// near to.
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "models/layers/options.h"
#include "models/module.h"
#include "tasks/clustering/k_means.h"
#include "tasks/learner.h"

namespace mlday {
namespace {

struct Clustering : TaskSettings {
  std::int64_t k = 0, n_init = 10;
  std::string init = "k-means++";
  double tol = 1e-4;

  std::vector<MetricInfo> metrics() const override {
    return {{"loss", Direction::down}, {"inertia", Direction::down}};
  }
  std::optional<Misfit> misfit(const DataFacts& facts) const override {
    if (facts.inputs.size() == 1 && !is_varying(facts.input().shape) && !facts.is_text)
      return std::nullopt;
    return Misfit{"task",
                  "clustering takes one input of numbers, and the data has " + facts.inputs_text(),
                  "take numeric columns alone (dataset.inputs)"};
  }
  Shape output_shape(const DataFacts&) const override { return {k}; }
  bool wants_logits() const override { return false; }
  std::unique_ptr<Task> make(const DataFacts& facts) const override;

  bool brings_learner() const override { return true; }
  Plan network(const PlanInputs& inputs, const DataFacts&) const override;
  void name_outputs(DataFacts& facts) const override {
    facts.has_targets = false;
    facts.class_names.clear();
    facts.target_names = {"cluster", "distance"};
    facts.target_shift.clear();
    facts.target_scale.clear();
  }
  std::unique_ptr<Learner> make_learner(const LearnerData& data) const override;
};

/// Squared distances from centres, weights [clusters, features].
struct Centres : Layer {
  std::int64_t clusters = 0;

  Shape output(const Shape&) const override { return {clusters}; }
  LayerCost cost(const Shape& input) const override {
    const auto values = product({clusters, element_count(input)});
    return {.parameters = values, .multiply_adds = values};
  }
  Reach reach() const override { return {.everything = true}; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class CentresModule : public UnaryModule {
 public:
  CentresModule(std::int64_t clusters, std::int64_t features) {
    weight_ = register_parameter("weight", torch::zeros({clusters, features}), false);
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    return squared_distances(input.flatten(1), weight_);
  }

 private:
  torch::Tensor weight_;
};

std::shared_ptr<LayerModule> Centres::build(const Shape& input) const {
  return std::make_shared<CentresModule>(clusters, element_count(input));
}

Plan Clustering::network(const PlanInputs& inputs, const DataFacts&) const {
  auto centres = std::make_shared<Centres>();
  centres->clusters = k;
  centres->name = "centres";
  Planner planner(inputs);
  planner.add_single(Choice<Layer>("centres", std::move(centres)));
  return planner.take();
}

/// The loss is a sample's squared distance from its centre; inertia is their sum.
class Clusterer : public Task {
 public:
  torch::Tensor loss(const Field& outputs, const Fields&) const override {
    return std::get<0>(outputs.values.min(1)).to(torch::kFloat64).mean();
  }
  void measure(const Field& outputs, const Fields&, Sums& sums) const override {
    sums.add("inertia", std::get<0>(outputs.values.min(1)).to(torch::kFloat64).sum());
  }
  Metrics figures(const Sums& sums) const override {
    Metrics metrics;
    metrics.set("inertia", sums.at("inertia"));
    return metrics;
  }
  /// The number of the nearest centre, from 0, and the distance from it.
  torch::Tensor predictions(const torch::Tensor& outputs) const override {
    const auto [distances, clusters] = outputs.to(torch::kFloat64).min(1);
    return torch::stack({clusters.to(torch::kFloat64), distances.sqrt()}, 1);
  }
  torch::Tensor truths(const torch::Tensor&) const override { return {}; }
};

std::unique_ptr<Task> Clustering::make(const DataFacts&) const {
  return std::make_unique<Clusterer>();
}

/// All training samples, [N, features] float64.
torch::Tensor all_samples(const Dataset& dataset) {
  const auto order = sample_order(dataset.size());
  return collate(dataset, order.data(), dataset.size())
      .inputs.only()
      .flatten(1)
      .to(torch::kFloat64);
}

/// An epoch is a pass over the samples for all starts; the network has the best start's centres.
class KMeansLearner : public Learner {
 public:
  KMeansLearner(const Clustering& settings, const LearnerData& data)
      : network_(data.plan), k_means_(begun(settings, data)) {
    network_.to(data.context.device);
    weight().copy_(k_means_.centres()[0]);
  }

  Network& network() override { return network_; }
  const Task& task() const override { return task_; }

  StepResult step(const Batch& batch, const BatchPlace& place) override {
    const torch::NoGradGuard no_grad;
    const auto on_device = batch.to(weight().device());
    StepResult result;
    result.outputs = network_.forward(on_device.inputs);
    result.targets = on_device.targets;
    result.loss = task_.loss(result.outputs, on_device.targets);
    result.terms = task_.terms(batch.targets);
    k_means_.add(on_device.inputs.only().flatten(1));
    result.updated = place.in_epoch == place.batches;
    if (!result.updated) return result;
    k_means_.move();
    weight().copy_(k_means_.best());
    return result;
  }

  std::optional<std::string> ended() const override {
    if (!k_means_.at_rest()) return std::nullopt;
    return "the centres came to rest";
  }
  NamedTensors weights() override { return {{"centres.weight", weight()}}; }
  NamedTensors state() override { return {{"k_means/centres", k_means_.centres()}}; }

 private:
  torch::Tensor weight() { return network_.named_parameters()["centres.weight"]; }

  static KMeans begun(const Clustering& settings, const LearnerData& data) {
    const auto samples = all_samples(*data.data.train);
    if (samples.size(0) < settings.k)
      throw usage_error("task.k is " + std::to_string(settings.k) + ", but there are only " +
                        counted(samples.size(0), "training sample"));
    const auto centres =
        draw_centres(samples, settings.k, settings.n_init, settings.init, data.seed);
    const double spread = samples.var(0, false).mean().item<double>();
    return KMeans(centres.to(data.context.device), settings.tol * spread);
  }

  Network network_;
  Clusterer task_;
  KMeans k_means_;
};

std::unique_ptr<Learner> Clustering::make_learner(const LearnerData& data) const {
  return std::make_unique<KMeansLearner>(*this, data);
}

const auto clustering_spec =
    Spec<Clustering>("clustering",
                     "Clusters by k-means; inertia, the sum of squared distances from the centres.")
        .required("k", &Clustering::k, extent(), "Number of clusters.")
        .elsewhere({"n_clusters", "clusters"})
        .key("n_init", &Clustering::n_init, between(1, 100'000),
             "How many starts are tried; the best is kept.")
        .key("init", &Clustering::init, one_of({"k-means++", "random"}),
             "How a start's centres are drawn from the samples.")
        .key("tol", &Clustering::tol, at_least(0),
             "Training ends where no start's centres move more in an epoch: the sum of squared "
             "shifts, as a share of the columns' mean variance (scikit-learn's).");

}  // namespace

Kind<TaskSettings> clustering() { return kind_of<TaskSettings>(clustering_spec); }

}  // namespace mlday

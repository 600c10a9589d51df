// Recommending items: ratings that users have not given yet, from biases and factors of users and
// items.
#include <algorithm>
#include <cmath>

#include "tasks/recommendation/ranking_figures.h"
#include "tasks/recommendation/settings.h"
#include "tasks/recommendation/tastes.h"

namespace mlday {

std::vector<MetricInfo> Recommendation::metrics() const {
  std::vector<MetricInfo> metrics{{"loss", Direction::down}};
  if (!implicit)
    metrics.insert(metrics.end(), {{"rmse", Direction::down}, {"mae", Direction::down}});
  const auto at_k = "_at_" + std::to_string(k);
  for (const char* name : {"precision", "recall", "ndcg"})
    if (k > 0)
      metrics.push_back({.name = name + at_k, .better = Direction::up, .evaluation_only = true});
  return metrics;
}

std::optional<Misfit> Recommendation::misfit(const DataFacts& facts) const {
  if (!facts.ratings)
    return Misfit{"task", "recommendation takes ratings, and the data has " + facts.inputs_text(),
                  "take `loader: ratings`, and name its columns of user, item and rating"};
  if (implicit && is_by_gradients())
    return Misfit{"task.implicit", "task.implicit learns by least squares alone",
                  "take `method: als`"};
  if (rank == 0 && !has_biases())
    return Misfit{"task.rank", "task.rank is 0, and there are no biases: nothing is left to learn",
                  "set task.rank, or task.biases: true"};
  if (implicit && facts.ratings->low < 0)
    return Misfit{"task.implicit", "task.implicit takes counts, and there are ratings below 0",
                  "take them out, or set task.implicit: false"};
  return std::nullopt;
}

Shape Recommendation::output_shape(const DataFacts&) const { return {varies, taste_outputs}; }

Plan Recommendation::network(const PlanInputs& inputs, const DataFacts& facts) const {
  return tastes_plan({rank, has_biases(), k > 0}, inputs,
                     facts.ratings ? *facts.ratings : RatingFacts());
}

namespace {

class Recommender : public Task {
 public:
  Recommender(const Recommendation& settings, const RatingFacts& facts)
      : settings_(settings), low_(facts.low), high_(facts.high) {}

  torch::Tensor loss(const Field& outputs, const Fields& targets) const override {
    const auto ratings = outputs.values.select(1, taste_rating);
    const auto truth = targets.only().to(torch::kFloat64);
    if (!settings_.implicit) return (ratings - truth).square().mean();
    return ((1 + settings_.alpha * truth) * (truth.gt(0).to(torch::kFloat64) - ratings).square())
        .mean();
  }
  double terms(const Fields& targets) const override {
    return static_cast<double>(targets.only().size(0));
  }
  void measure(const Field& outputs, const Fields& targets, Sums& sums) const override {
    if (!settings_.implicit) {
      const auto errors = predictions(outputs.values).squeeze(1) - targets.only();
      sums.add("squared_errors", errors.square().sum());
      sums.add("errors", errors.abs().sum());
    }
    if (settings_.k > 0) measure_ranking(outputs.values.cpu(), targets.only().cpu(), sums);
  }
  Metrics figures(const Sums& sums) const override {
    Metrics metrics;
    if (!settings_.implicit) {
      metrics.set("rmse", std::sqrt(sums.at("squared_errors") / sums.at("terms")));
      metrics.set("mae", sums.at("errors") / sums.at("terms"));
    }
    if (!sums.contains("ranked_users")) return metrics;
    const auto at_k = "_at_" + std::to_string(settings_.k);
    for (const char* name : {"precision", "recall", "ndcg"})
      metrics.set(name + at_k, sums.at(name) / sums.at("ranked_users"));
    return metrics;
  }
  /// Ratings within their range; of implicit ones the interest.
  torch::Tensor predictions(const torch::Tensor& outputs) const override {
    const auto ratings = outputs.select(1, taste_rating).unsqueeze(1);
    return settings_.implicit ? ratings : ratings.clamp(low_, high_);
  }
  torch::Tensor truths(const torch::Tensor& targets) const override { return targets.unsqueeze(1); }

 private:
  /// (Outputs of training have no ranks: their users have rated all of their items.)
  void measure_ranking(const torch::Tensor& outputs, const torch::Tensor& ratings,
                       Sums& sums) const {
    const auto rows = outputs.accessor<double, 2>();
    std::vector<std::int64_t> relevant;
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
      const double rating = ratings.data_ptr<float>()[i];
      const auto rank = static_cast<std::int64_t>(rows[i][taste_rank]);
      // (A part may have users, and none of them an item that counts: then figures are NaN.)
      if (rank > 0)
        for (const char* name : {"ranked_users", "precision", "recall", "ndcg"}) sums.add(name, 0.);
      if (rank > 0 && (!settings_.relevant_from || rating >= *settings_.relevant_from))
        relevant.push_back(rank);
      const bool is_last = i + 1 == rows.size(0) || rows[i + 1][taste_user] != rows[i][taste_user];
      if (!is_last || relevant.empty()) continue;
      const auto figures = ranking_figures(relevant, settings_.k);
      sums.add("ranked_users", 1);
      sums.add("precision", figures.precision);
      sums.add("recall", figures.recall);
      sums.add("ndcg", figures.ndcg);
      relevant.clear();
    }
  }

  const Recommendation settings_;
  double low_, high_;
};

const auto recommendation_spec =
    Spec<Recommendation>("recommendation",
                         "Ratings from biases and factors of users and items; rmse, mae, and how "
                         "good the best k are.")
        .key("method", &Recommendation::method, one_of({"als", "sgd"}),
             "als: alternating least squares, an iteration an epoch; sgd: gradient descent, one "
             "rating after the other, of biases and factors together.")
        .key("rank", &Recommendation::rank, between(0, 1000),
             "Factors of each user and item; 0: biases alone.")
        .elsewhere({"factors", "num_factors", "n_factors", "embedding_dim"})
        .key("regularization", &Recommendation::regularization, positive(),
             "What squared factors cost beside squared errors; in sgd biases too.")
        .elsewhere({"reg_param", "regParam", "lambda", "l2_reg", "reg"})
        .key("weighted", &Recommendation::weighted, anything(),
             "als: times the number of ratings that the user or item has (Spark's way).")
        .key("biases", &Recommendation::biases, anything(),
             "The mean and a bias of each user and item; als fits them first, and factors to what "
             "is left. Without, the product of the factors is the whole rating.")
        .key("bias_regularization", &Recommendation::bias_regularization, at_least(0),
             "als: so many ratings of the mean are added to those that a bias is the mean of.")
        .key("bias_passes", &Recommendation::bias_passes, between(1, 1000),
             "als: how often the biases of items, then of users are fitted to the others.")
        .key("implicit", &Recommendation::implicit, anything(),
             "als: ratings are counts of what was seen or bought: an interest of 1 where above 0, "
             "else of 0 (Hu, Koren, Volinsky, 2008); there are no biases.")
        .elsewhere({"implicit_prefs", "implicitPrefs"})
        .key("alpha", &Recommendation::alpha, positive(),
             "Of implicit ratings: an interest counts 1 + alpha * rating times.")
        .key("init_std", &Recommendation::init_std, positive(),
             "Deviation of the normal numbers that factors begin with.")
        .key("lr", &Recommendation::lr, positive(), "sgd: learning rate.")
        .elsewhere({"learning_rate"})
        .key("lr_decay", &Recommendation::lr_decay, between(1e-6, 1),
             "sgd: the learning rate is multiplied by it after each epoch.")
        .key("k", &Recommendation::k, between(0, 10'000),
             "precision, recall and NDCG of the best k items that a user has not rated in "
             "training; 0: none of these.")
        .key("relevant_from", &Recommendation::relevant_from, anything(),
             "Held-out ratings from this on say that an item was a good one to recommend; null "
             "takes all.");

}  // namespace

std::unique_ptr<Task> Recommendation::make(const DataFacts& facts) const {
  return std::make_unique<Recommender>(*this, facts.ratings ? *facts.ratings : RatingFacts());
}

Kind<TaskSettings> recommendation() { return kind_of<TaskSettings>(recommendation_spec); }

}  // namespace mlday

// How a recommender learns: an epoch is an iteration of alternating least squares, or a pass of
// stochastic gradient descent.
#include "tasks/learner.h"

#include <cmath>

#include "core/rng.h"
#include "models/weights.h"
#include "tasks/recommendation/als.h"
#include "tasks/recommendation/settings.h"
#include "tasks/recommendation/tastes.h"

namespace mlday {
namespace {

/// The training samples' ratings in lists again.
RatingLists training_lists(const Dataset& train, std::int64_t users) {
  std::vector<Sample> samples;
  RatingLists lists;
  lists.begins.assign(static_cast<std::size_t>(users) + 2, 0);
  std::vector<std::int64_t> sample_of(static_cast<std::size_t>(users) + 1, -1);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < train.size(); ++i) {
    const auto pairs = train.get(i).input();
    const auto user = static_cast<std::size_t>(pairs.data_ptr<std::int64_t>()[0]);
    sample_of[user] = i;
    lists.begins[user + 1] = pairs.size(0);
    count += pairs.size(0);
  }
  for (std::size_t u = 1; u < lists.begins.size(); ++u) lists.begins[u] += lists.begins[u - 1];
  lists.items.reserve(static_cast<std::size_t>(count));
  lists.ratings.reserve(static_cast<std::size_t>(count));
  for (const auto i : sample_of) {
    if (i < 0) continue;
    const auto sample = train.get(i);
    const auto* pairs = sample.input().data_ptr<std::int64_t>();
    const auto* ratings = sample.target().data_ptr<float>();
    for (std::int64_t r = 0; r < sample.target().size(0); ++r) {
      lists.items.push_back(static_cast<std::int32_t>(pairs[2 * r + 1]));
      lists.ratings.push_back(ratings[r]);
    }
  }
  return lists;
}

double mean_of(const RatingLists& lists) {
  double sum = 0;
  for (const float rating : lists.ratings) sum += rating;
  return sum / static_cast<double>(lists.size());
}

/// Draws the factors of those that have ratings.
void draw_factors(const RatingLists& lists, std::int64_t rank, double deviation, Rng rng,
                  double* factors) {
  for (std::int64_t row = 0; row < lists.users(); ++row)
    for (std::int64_t f = 0; f < rank; ++f) {
      const double value = deviation * rng.normal();
      factors[row * rank + f] = lists.size_of(row) > 0 ? value : 0;
    }
}

class RecommendationLearner : public Learner {
 public:
  RecommendationLearner(const Recommendation& settings, const LearnerData& data)
      : settings_(settings),
        network_(data.plan),
        tastes_(tastes_of(network_)),
        task_(settings.make(data.data.facts)),
        by_user_(training_lists(*data.data.train, tastes_.users())) {
    tastes_.remember(by_user_);
    tastes_.mean().fill_(mean_of(by_user_));
    const auto by_item = by_user_.turned(tastes_.items() + 1);
    const auto rng = [&](const char* side) { return Rng(stream_seed(data.seed, side)); };
    draw_factors(by_item, settings.rank, settings.init_std, rng("item factors"), item_factors());
    if (settings.is_by_gradients()) {
      draw_factors(by_user_, settings.rank, settings.init_std, rng("user factors"), user_factors());
      by_user_ = {};
      return;
    }
    by_item_ = by_item;
    if (settings.has_biases())
      solve_biases(by_user_, by_item_, mean(), settings.bias_regularization, settings.bias_passes,
                   user_bias(), item_bias());
  }

  Network& network() override { return network_; }
  const Task& task() const override { return *task_; }

  StepResult step(const Batch& batch, const BatchPlace& place) override {
    const torch::NoGradGuard no_grad;
    StepResult result;
    // (The first batch's step is all of an iteration's, so that figures are of what it came to.)
    if (!settings_.is_by_gradients() && place.in_epoch == 1) iterate();
    result.outputs = network_.forward(batch.inputs);
    result.targets = batch.targets;
    result.loss = task_->loss(result.outputs, batch.targets);
    result.terms = task_->terms(batch.targets);
    result.samples = batch.samples();
    result.updated = settings_.is_by_gradients() || place.in_epoch == 1;
    if (settings_.is_by_gradients()) descend(batch, place);
    return result;
  }
  double lr(std::int64_t) const override {
    return settings_.is_by_gradients() ? rate_ : Learner::lr(0);
  }
  std::optional<std::string> epoch_ended(std::int64_t, const Metrics&) override {
    rate_ *= settings_.lr_decay;
    return std::nullopt;
  }
  void write_progress(OrderedJson& progress) const override {
    if (settings_.is_by_gradients()) progress["lr"] = rate_;
  }
  void read_progress(const OrderedJson& progress) override {
    if (settings_.is_by_gradients()) rate_ = progress.at("lr");
  }
  NamedTensors weights() override { return weights_of(network_); }

 private:
  double mean() const { return tastes_.mean().data_ptr<double>()[0]; }
  double* user_bias() { return tastes_.user_bias().data_ptr<double>(); }
  double* item_bias() { return tastes_.item_bias().data_ptr<double>(); }
  double* user_factors() { return tastes_.user_factors().data_ptr<double>(); }
  double* item_factors() { return tastes_.item_factors().data_ptr<double>(); }

  void iterate() {
    if (settings_.rank == 0) return;
    const AlsSettings als{settings_.rank, settings_.regularization, settings_.weighted,
                          settings_.implicit, settings_.alpha};
    const bool is_beyond = settings_.has_biases();
    const AlsOffsets of_users =
        is_beyond ? AlsOffsets{mean(), user_bias(), item_bias()} : AlsOffsets{};
    const AlsOffsets of_items =
        is_beyond ? AlsOffsets{mean(), item_bias(), user_bias()} : AlsOffsets{};
    solve_factors(by_user_, als, of_users, item_factors(), tastes_.items() + 1, user_factors());
    solve_factors(by_item_, als, of_items, user_factors(), tastes_.users() + 1, item_factors());
  }

  /// One rating after the other, in an order of its own for each batch (Funk, 2006).
  void descend(const Batch& batch, const BatchPlace& place) {
    const double rate = rate_ * place.lr_factor, shrink = settings_.regularization;
    const auto rank = settings_.rank;
    const auto* pairs = batch.inputs.only().data_ptr<std::int64_t>();
    const auto* ratings = batch.targets.only().data_ptr<float>();
    Rng rng(stream_seed(place.seed, "ratings", static_cast<std::uint64_t>(place.number)));
    for (const auto r : rng.permutation(batch.targets.only().size(0))) {
      const auto user = pairs[2 * r], item = pairs[2 * r + 1];
      double *p = user_factors() + user * rank, *q = item_factors() + item * rank;
      double predicted =
          settings_.has_biases() ? mean() + user_bias()[user] + item_bias()[item] : 0;
      for (std::int64_t f = 0; f < rank; ++f) predicted += p[f] * q[f];
      const double error = ratings[r] - predicted;
      if (settings_.has_biases()) {
        user_bias()[user] += rate * (error - shrink * user_bias()[user]);
        item_bias()[item] += rate * (error - shrink * item_bias()[item]);
      }
      for (std::int64_t f = 0; f < rank; ++f) {
        const double before = p[f];
        p[f] += rate * (error * q[f] - shrink * p[f]);
        q[f] += rate * (error * before - shrink * q[f]);
      }
    }
  }

  const Recommendation settings_;
  Network network_;
  TastesModule& tastes_;
  std::unique_ptr<Task> task_;
  RatingLists by_user_, by_item_;  ///< of least squares alone
  double rate_ = settings_.lr;
};

}  // namespace

std::unique_ptr<Learner> Recommendation::make_learner(const LearnerData& data) const {
  return std::make_unique<RecommendationLearner>(*this, data);
}

}  // namespace mlday

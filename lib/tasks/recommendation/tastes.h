// What a recommender has learned: a mean, biases and factors of users and items, and which items
// each user has rated. A rating is mean + bias of the user + bias of the item + the product of
// their factors.
#pragma once

#include <span>

#include "data/ratings/rating_lists.h"
#include "models/module.h"

namespace mlday {

/// How a recommender's network is made.
struct TasteSettings {
  std::int64_t rank = 0;
  bool has_biases = true;
  bool ranks_items = true;  ///< whether evaluation also asks at which place items stand
};

/// The names of the outputs' columns.
enum TasteOutput : std::int64_t { taste_rating, taste_rank, taste_user, taste_outputs };

/// Stays on the CPU. One user and one item more than there are stand for any unknown one; they and
/// those without ratings have neither biases nor factors.
class TastesModule : public UnaryModule {
 public:
  TastesModule(const TasteSettings& settings, std::int64_t users, std::int64_t items,
               std::int64_t ratings);

  /// Of pairs [n, 2] of users and items: the rating, not cut off; in evaluation the place (from 1)
  /// at which the item stands for the user among all items that it has not rated, 0 where it has
  /// rated it; the user. [n, 3] float64.
  torch::Tensor forward(const torch::Tensor& pairs) override;
  void to(torch::Device, bool) override {}

  std::int64_t users() const { return user_factors_.size(0) - 1; }
  std::int64_t items() const { return item_factors_.size(0) - 1; }
  std::int64_t rank() const { return settings_.rank; }
  double rating(std::int64_t user, std::int64_t item) const;
  std::span<const std::int32_t> rated_items(std::int64_t user) const;
  std::span<const float> rated_values(std::int64_t user) const;
  /// Keeps what trains.
  void remember(const RatingLists& lists);
  /// Between two rows of item factors; 0 where one has none.
  double cosine_of_items(std::int64_t item, std::int64_t other) const;
  bool knows_user(std::int64_t user) const { return has_factors(user_factors_, user); }
  bool knows_item(std::int64_t item) const { return has_factors(item_factors_, item); }

  torch::Tensor mean() const { return mean_; }  ///< [1] float64, as all but what is rated
  torch::Tensor user_bias() const { return user_bias_; }
  torch::Tensor item_bias() const { return item_bias_; }
  torch::Tensor user_factors() const { return user_factors_; }  ///< [users + 1, rank]
  torch::Tensor item_factors() const { return item_factors_; }

 private:
  static bool has_factors(const torch::Tensor& factors, std::int64_t row);
  std::vector<std::int64_t> ranks(std::int64_t user, std::span<const std::int64_t> items) const;

  TasteSettings settings_;
  torch::Tensor mean_, user_bias_, item_bias_, user_factors_, item_factors_;
  torch::Tensor rated_begins_, rated_items_, rated_values_;
};

/// The network that is this layer alone, for data of these facts.
Plan tastes_plan(const TasteSettings& settings, const PlanInputs& inputs, const RatingFacts& facts);

/// The layer of such a network.
TastesModule& tastes_of(const Network& network);

}  // namespace mlday

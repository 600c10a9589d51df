#include "tasks/recommendation/tastes.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/layer.h"

namespace mlday {
namespace {

const double* row_of(const torch::Tensor& rows, std::int64_t row) {
  return rows.data_ptr<double>() + row * rows.size(1);
}

double product_of(const double* a, const double* b, std::int64_t count) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

struct Tastes : Layer {
  TasteSettings settings;
  std::int64_t users = 0, items = 0, ratings = 0;

  Shape output(const Shape&) const override { return {varies, taste_outputs}; }
  LayerCost cost(const Shape&) const override {
    const auto rows = users + items + 2;
    return {.parameters = rows * (settings.rank + (settings.has_biases ? 1 : 0)),
            .statistics = 2 * ratings + users,
            .multiply_adds = settings.rank};
  }
  bool takes_varying() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<TastesModule>(settings, users, items, ratings);
  }
};

}  // namespace

TastesModule::TastesModule(const TasteSettings& settings, std::int64_t users, std::int64_t items,
                           std::int64_t ratings)
    : settings_(settings) {
  const auto zeros = [&](const char* name, const std::vector<std::int64_t>& shape,
                         torch::ScalarType type = torch::kFloat64) {
    return register_buffer(name, torch::zeros(shape, type));
  };
  mean_ = zeros("mean", {1});
  user_bias_ = zeros("user_bias", {users + 1});
  item_bias_ = zeros("item_bias", {items + 1});
  user_factors_ = zeros("user_factors", {users + 1, settings.rank});
  item_factors_ = zeros("item_factors", {items + 1, settings.rank});
  rated_begins_ = zeros("rated_begins", {users + 2}, torch::kInt64);
  rated_items_ = zeros("rated_items", {ratings}, torch::kInt32);
  rated_values_ = zeros("rated_values", {ratings}, torch::kFloat32);
}

bool TastesModule::has_factors(const torch::Tensor& factors, std::int64_t row) {
  const auto* values = row_of(factors, row);
  return std::any_of(values, values + factors.size(1), [](double value) { return value != 0; });
}

double TastesModule::rating(std::int64_t user, std::int64_t item) const {
  const double interest =
      product_of(row_of(user_factors_, user), row_of(item_factors_, item), settings_.rank);
  if (settings_.has_biases)
    return mean_.data_ptr<double>()[0] + user_bias_.data_ptr<double>()[user] +
           item_bias_.data_ptr<double>()[item] + interest;
  // Without biases, nothing but the mean is known of who or what has no ratings.
  return knows_user(user) && knows_item(item) ? interest : mean_.data_ptr<double>()[0];
}

std::span<const std::int32_t> TastesModule::rated_items(std::int64_t user) const {
  const auto* begins = rated_begins_.data_ptr<std::int64_t>();
  return {rated_items_.data_ptr<std::int32_t>() + begins[user],
          static_cast<std::size_t>(begins[user + 1] - begins[user])};
}

std::span<const float> TastesModule::rated_values(std::int64_t user) const {
  const auto* begins = rated_begins_.data_ptr<std::int64_t>();
  return {rated_values_.data_ptr<float>() + begins[user],
          static_cast<std::size_t>(begins[user + 1] - begins[user])};
}

void TastesModule::remember(const RatingLists& lists) {
  std::copy(lists.begins.begin(), lists.begins.end(), rated_begins_.data_ptr<std::int64_t>());
  std::copy(lists.items.begin(), lists.items.end(), rated_items_.data_ptr<std::int32_t>());
  std::copy(lists.ratings.begin(), lists.ratings.end(), rated_values_.data_ptr<float>());
}

double TastesModule::cosine_of_items(std::int64_t item, std::int64_t other) const {
  const auto *a = row_of(item_factors_, item), *b = row_of(item_factors_, other);
  const double norms = std::sqrt(product_of(a, a, rank()) * product_of(b, b, rank()));
  return norms > 0 ? product_of(a, b, rank()) / norms : 0;
}

std::vector<std::int64_t> TastesModule::ranks(std::int64_t user,
                                              std::span<const std::int64_t> asked) const {
  std::vector<bool> is_rated(static_cast<std::size_t>(items()));
  for (const auto item : rated_items(user)) is_rated[static_cast<std::size_t>(item)] = true;
  // Best first; of equal ones the first of the data.
  using Standing = std::pair<double, std::int64_t>;
  const auto standing = [&](std::int64_t item) { return Standing{-rating(user, item), item}; };
  const auto competes = [&](std::int64_t item) {
    return item < items() && !is_rated[static_cast<std::size_t>(item)];
  };
  std::vector<Standing> order;
  for (const auto item : asked)
    if (competes(item)) order.push_back(standing(item));
  std::sort(order.begin(), order.end());
  // How many stand before the first that is asked for, between it and the second, ...
  std::vector<std::int64_t> before(order.size() + 1);
  for (std::int64_t item = 0; item < items() && !order.empty(); ++item)
    if (competes(item))
      ++before[static_cast<std::size_t>(
          std::upper_bound(order.begin(), order.end(), standing(item)) - order.begin())];
  std::partial_sum(before.begin(), before.end(), before.begin());
  std::vector<std::int64_t> places;
  for (const auto item : asked) {
    if (item >= items()) {
      places.push_back(items() + 1);  // it is not known, and nobody will be shown it
    } else if (!competes(item)) {
      places.push_back(0);
    } else {
      const auto at = std::lower_bound(order.begin(), order.end(), standing(item)) - order.begin();
      // (An item asked for is itself counted behind its own place.)
      places.push_back(before[static_cast<std::size_t>(at)] + 1);
    }
  }
  return places;
}

torch::Tensor TastesModule::forward(const torch::Tensor& given) {
  const auto pairs = given.cpu().contiguous();
  const auto count = pairs.size(0);
  const auto* ids = pairs.data_ptr<std::int64_t>();
  auto outputs = torch::zeros({count, taste_outputs}, torch::kFloat64);
  auto* out = outputs.data_ptr<double>();
  std::vector<std::int64_t> begins;  // of each user's run of pairs
  for (std::int64_t i = 0; i < count; ++i) {
    out[taste_outputs * i + taste_rating] = rating(ids[2 * i], ids[2 * i + 1]);
    out[taste_outputs * i + taste_user] = static_cast<double>(ids[2 * i]);
    if (i == 0 || ids[2 * i] != ids[2 * i - 2]) begins.push_back(i);
  }
  if (!is_training() && settings_.ranks_items) {
    begins.push_back(count);
    at::parallel_for(0, std::ssize(begins) - 1, 1, [&](std::int64_t from, std::int64_t to) {
      for (auto run = static_cast<std::size_t>(from); run < static_cast<std::size_t>(to); ++run) {
        std::vector<std::int64_t> asked;
        for (auto i = begins[run]; i < begins[run + 1]; ++i) asked.push_back(ids[2 * i + 1]);
        const auto places = ranks(ids[2 * begins[run]], asked);
        for (std::size_t i = 0; i < places.size(); ++i)
          out[taste_outputs * (begins[run] + static_cast<std::int64_t>(i)) + taste_rank] =
              static_cast<double>(places[i]);
      }
    });
  }
  return outputs.to(given.device());
}

Plan tastes_plan(const TasteSettings& settings, const PlanInputs& inputs,
                 const RatingFacts& facts) {
  auto tastes = std::make_shared<Tastes>();
  tastes->settings = settings;
  tastes->users = std::ssize(facts.users);
  tastes->items = std::ssize(facts.items);
  tastes->ratings = facts.ratings;
  tastes->name = "tastes";
  Planner planner(inputs);
  planner.add_single(Choice<Layer>("tastes", std::move(tastes)));
  return planner.take();
}

TastesModule& tastes_of(const Network& network) {
  return dynamic_cast<TastesModule&>(*network.modules().front());
}

}  // namespace mlday

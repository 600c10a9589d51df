#include "data/ratings/rating_split.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/setting_error.h"
#include "core/rng.h"
#include "core/text.h"

namespace mlday {
namespace {

void refuse_other_ways(const ValidationSettings& settings, const std::string& by) {
  if (settings.file || settings.folder)
    throw SettingError(settings.file ? "dataset.validation.file" : "dataset.validation.folder",
                       "ratings are split by fraction, count or folds: take one of them");
  if (settings.by != "sample" || settings.stratified)
    throw SettingError(
        settings.stratified ? "dataset.validation.stratified" : "dataset.validation.by",
        "of ratings, dataset.split_by says which validate: rating, last or time");
  if (settings.folds && by != "rating")
    throw SettingError("dataset.validation.folds",
                       "dataset.validation.folds are drawn: they go with split_by: rating");
}

std::int64_t share_of(const ValidationSettings& settings, std::int64_t count) {
  return settings.count.value_or(
      static_cast<std::int64_t>(std::ceil(settings.fraction * static_cast<double>(count))));
}

std::vector<bool> drawn(std::int64_t count, const ValidationSettings& settings,
                        std::uint64_t run_seed) {
  const auto seed = settings.seed ? static_cast<std::uint64_t>(*settings.seed) : run_seed;
  const auto order = Rng(stream_seed(seed, "split")).permutation(count);
  std::int64_t begin = 0, end = share_of(settings, count);
  if (settings.folds) {
    const auto start = [&](std::int64_t fold) {
      return fold * (count / *settings.folds) + std::min(fold, count % *settings.folds);
    };
    begin = start(settings.fold);
    end = start(settings.fold + 1);
  }
  std::vector<bool> validates(static_cast<std::size_t>(count));
  for (auto i = begin; i < std::min(end, count); ++i)
    validates[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
  return validates;
}

/// Rows from the first to the last in time; of one time, in the order of the file.
std::vector<std::int32_t> by_time(const RatingRows& rows) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(rows.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return rows.times[static_cast<std::size_t>(a)] < rows.times[static_cast<std::size_t>(b)];
  });
  return order;
}

std::vector<bool> last_of_each(const RatingRows& rows, std::int64_t users,
                               const ValidationSettings& settings) {
  std::vector<std::int64_t> left(static_cast<std::size_t>(users) + 1, 0);
  for (const auto user : rows.users) ++left[static_cast<std::size_t>(user)];
  for (auto& count : left)
    count = std::min(share_of(settings, count), std::max<std::int64_t>(count - 1, 0));
  std::vector<bool> validates(static_cast<std::size_t>(rows.size()));
  const auto order = by_time(rows);
  for (auto row = order.rbegin(); row != order.rend(); ++row) {
    const auto at = static_cast<std::size_t>(*row);
    auto& wanted = left[static_cast<std::size_t>(rows.users[at])];
    if (wanted-- > 0) validates[at] = true;
  }
  return validates;
}

std::vector<bool> last_of_all(const RatingRows& rows, const ValidationSettings& settings) {
  std::vector<bool> validates(static_cast<std::size_t>(rows.size()));
  const auto order = by_time(rows);
  const auto count = std::min(share_of(settings, rows.size()), rows.size());
  for (auto row = order.end() - count; row != order.end(); ++row)
    validates[static_cast<std::size_t>(*row)] = true;
  return validates;
}

}  // namespace

std::vector<bool> validating_ratings(const RatingRows& rows, std::int64_t users,
                                     const ValidationSettings& settings, const std::string& by,
                                     std::uint64_t run_seed) {
  refuse_other_ways(settings, by);
  if (!settings.validates()) return {};
  if (by != "rating" && rows.times.empty())
    throw SettingError("dataset.split_by", "dataset.split_by: " + by +
                                               " goes by time: name its column in "
                                               "dataset.timestamp");
  if (by != "last" && settings.count.value_or(0) >= rows.size())
    throw SettingError("dataset.validation",
                       "dataset.validation leaves no rating for training: there are " +
                           counted(rows.size(), "rating"));
  if (by == "last") return last_of_each(rows, users, settings);
  return by == "time" ? last_of_all(rows, settings) : drawn(rows.size(), settings, run_seed);
}

}  // namespace mlday

#include "data/ratings/rating_lists.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

std::size_t as_place(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Puts what has the keys of `key_of` into lists by key, in the order given: `put(from, to)`.
template <class KeyOf, class Put>
std::vector<std::int64_t> sort_by_key(std::int64_t count, std::int64_t keys, const KeyOf& key_of,
                                      const Put& put) {
  std::vector<std::int64_t> begins(as_place(keys) + 1, 0);
  for (std::int64_t i = 0; i < count; ++i)
    if (const auto key = key_of(i); key >= 0) ++begins[as_place(key) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  auto next = begins;
  for (std::int64_t i = 0; i < count; ++i)
    if (const auto key = key_of(i); key >= 0) put(i, next[as_place(key)]++);
  return begins;
}

void sort_list(RatingLists& lists, std::int64_t user) {
  const auto begin = lists.begins[as_place(user)];
  const auto size = as_place(lists.size_of(user));
  std::vector<std::pair<std::int32_t, float>> list(size);
  for (std::size_t i = 0; i < size; ++i)
    list[i] = {lists.items[as_place(begin) + i], lists.ratings[as_place(begin) + i]};
  std::sort(list.begin(), list.end());
  for (std::size_t i = 0; i < size; ++i)
    std::tie(lists.items[as_place(begin) + i], lists.ratings[as_place(begin) + i]) = list[i];
}

/// A rating and a later one of the same user and item, as rows.
using Twin = std::pair<std::int32_t, std::int32_t>;

/// The rows by user (of which `users` are known), then item, then time, then as they lie; unknown
/// users, who may be many, and unknown items are no twins. In the order of the users.
std::vector<Twin> twins_of(const RatingRows& rows, std::int64_t users, std::int64_t items) {
  std::vector<std::int32_t> order(as_place(rows.size()));
  const auto begins = sort_by_key(
      rows.size(), users + 1, [&](std::int64_t i) { return rows.users[as_place(i)]; },
      [&](std::int64_t from, std::int64_t to) {
        order[as_place(to)] = static_cast<std::int32_t>(from);
      });
  const auto is_before = [&](std::int32_t a, std::int32_t b) {
    const auto one = as_place(a), other = as_place(b);
    if (rows.items[one] != rows.items[other]) return rows.items[one] < rows.items[other];
    if (!rows.times.empty() && rows.times[one] != rows.times[other])
      return rows.times[one] < rows.times[other];
    return a < b;
  };
  std::vector<Twin> twins;
  for (std::int64_t user = 0; user < users; ++user) {
    const auto from = order.begin() + begins[as_place(user)];
    const auto to = order.begin() + begins[as_place(user) + 1];
    std::sort(from, to, is_before);
    for (auto row = from; row != to && row + 1 != to; ++row) {
      const auto item = rows.items[as_place(*row)];
      if (item < items && item == rows.items[as_place(*(row + 1))])
        twins.emplace_back(*row, *(row + 1));
    }
  }
  return twins;
}

template <class V>
void keep_rest(std::vector<V>& values, const std::vector<bool>& leaves) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!leaves[i]) values[kept++] = values[i];
  values.resize(kept);
}

class UserRatings : public Dataset {
 public:
  UserRatings(RatingLists lists, std::vector<std::string> names)
      : lists_(std::move(lists)), names_(std::move(names)) {
    for (std::int64_t user = 0; user < lists_.users(); ++user)
      if (lists_.size_of(user) > 0) users_.push_back(static_cast<std::int32_t>(user));
  }

  std::int64_t size() const override { return std::ssize(users_); }
  Sample get(std::int64_t index) const override {
    const auto user = users_[as_place(index)];
    const auto items = lists_.items_of(user);
    const auto ratings = lists_.ratings_of(user);
    const auto count = std::ssize(items);
    auto input = torch::empty({count, 2}, torch::kInt64);
    auto target = torch::empty({count}, torch::kFloat32);
    for (std::int64_t i = 0; i < count; ++i) {
      input.data_ptr<std::int64_t>()[2 * i] = user;
      input.data_ptr<std::int64_t>()[2 * i + 1] = items[as_place(i)];
      target.data_ptr<float>()[i] = ratings[as_place(i)];
    }
    return {input, target};
  }
  std::string name(std::int64_t index) const override {
    const auto user = as_place(users_[as_place(index)]);
    return user < names_.size() ? "user " + names_[user] : "users that are not known";
  }
  BatchingRules batching() const override { return {{Batching::list}, {Batching::list}}; }

 private:
  RatingLists lists_;
  std::vector<std::string> names_;
  std::vector<std::int32_t> users_;  ///< those with ratings
};

}  // namespace

RatingLists RatingLists::turned(std::int64_t count) const {
  RatingLists turned;
  turned.items.resize(items.size());
  turned.ratings.resize(ratings.size());
  std::vector<std::int32_t> owner(items.size());
  for (std::int64_t user = 0; user < users(); ++user)
    std::fill(owner.begin() + begins[as_place(user)], owner.begin() + begins[as_place(user) + 1],
              static_cast<std::int32_t>(user));
  turned.begins = sort_by_key(
      size(), count, [&](std::int64_t i) { return items[as_place(i)]; },
      [&](std::int64_t from, std::int64_t to) {
        turned.items[as_place(to)] = owner[as_place(from)];
        turned.ratings[as_place(to)] = ratings[as_place(from)];
      });
  return turned;
}

RatingLists lists_of(const RatingRows& rows, const std::vector<bool>& takes, std::int64_t users) {
  RatingLists lists;
  const auto count = takes.empty() ? rows.size() : std::count(takes.begin(), takes.end(), true);
  lists.items.resize(as_place(count));
  lists.ratings.resize(as_place(count));
  lists.begins = sort_by_key(
      rows.size(), users + 1,
      [&](std::int64_t i) -> std::int64_t {
        return takes.empty() || takes[as_place(i)] ? rows.users[as_place(i)] : -1;
      },
      [&](std::int64_t from, std::int64_t to) {
        lists.items[as_place(to)] = rows.items[as_place(from)];
        lists.ratings[as_place(to)] = rows.ratings[as_place(from)];
      });
  for (std::int64_t user = 0; user <= users; ++user) sort_list(lists, user);
  return lists;
}

std::int64_t settle_duplicates(RatingRows& rows, bool keep_last, const std::string& file,
                               const Numbering& users, const Numbering& items) {
  const auto twins = twins_of(rows, std::ssize(users.names()), std::ssize(items.names()));
  if (twins.empty()) return 0;
  if (!keep_last) {
    const auto [first, second] = std::minmax(twins.front().first, twins.front().second);
    throw usage_error(file + ":" + std::to_string(rows.lines[as_place(second)]) + ": user " +
                      users.names()[as_place(rows.users[as_place(first)])] + " rates item " +
                      items.names()[as_place(rows.items[as_place(first)])] + " again, as in line " +
                      std::to_string(rows.lines[as_place(first)]) + " (" +
                      counted(std::ssize(twins), "rating") +
                      " in all): take them out, or keep the last of each by dataset.duplicates: "
                      "last");
  }
  std::vector<bool> leaves(as_place(rows.size()));
  for (const auto& twin : twins) leaves[as_place(twin.first)] = true;
  keep_rest(rows.users, leaves);
  keep_rest(rows.items, leaves);
  keep_rest(rows.ratings, leaves);
  if (!rows.times.empty()) keep_rest(rows.times, leaves);
  keep_rest(rows.lines, leaves);
  return std::ssize(twins);
}

DatasetPtr rating_dataset(RatingLists lists, std::vector<std::string> user_names) {
  return std::make_shared<UserRatings>(std::move(lists), std::move(user_names));
}

std::vector<std::string> rating_names(const Dataset& dataset, const RatingFacts& facts) {
  std::vector<std::string> names;
  const auto name_of = [](const std::vector<std::string>& known, std::int64_t number) {
    return number < std::ssize(known) ? known[as_place(number)] : std::string("(unknown)");
  };
  for (std::int64_t i = 0; i < dataset.size(); ++i) {
    const auto pairs = dataset.get(i).input();
    for (std::int64_t r = 0; r < pairs.size(0); ++r)
      names.push_back("user " + name_of(facts.users, pairs.data_ptr<std::int64_t>()[2 * r]) +
                      " item " + name_of(facts.items, pairs.data_ptr<std::int64_t>()[2 * r + 1]));
  }
  return names;
}

}  // namespace mlday

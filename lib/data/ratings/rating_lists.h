// Ratings by user, in a few bytes each, and as samples: a sample is a user with what it rates.
#pragma once

#include <memory>
#include <span>

#include "data/dataset.h"
#include "data/facts.h"
#include "data/ratings/rating_rows.h"

namespace mlday {

/// What each user rates, items ascending. One list more than there are users is of unknown ones.
struct RatingLists {
  std::vector<std::int64_t> begins;  ///< of each user's list, and the end of the last
  std::vector<std::int32_t> items;
  std::vector<float> ratings;

  std::int64_t users() const { return std::ssize(begins) - 1; }
  std::int64_t size() const { return std::ssize(items); }
  std::int64_t size_of(std::int64_t user) const {
    return begins[static_cast<std::size_t>(user) + 1] - begins[static_cast<std::size_t>(user)];
  }
  std::span<const std::int32_t> items_of(std::int64_t user) const {
    return {items.data() + begins[static_cast<std::size_t>(user)],
            static_cast<std::size_t>(size_of(user))};
  }
  std::span<const float> ratings_of(std::int64_t user) const {
    return {ratings.data() + begins[static_cast<std::size_t>(user)],
            static_cast<std::size_t>(size_of(user))};
  }
  /// The lists of the columns: each item's users, of which there are `count` items.
  RatingLists turned(std::int64_t count) const;
};

/// Of those rows for which `takes` is set (all where it is empty), by `users` users.
RatingLists lists_of(const RatingRows& rows, const std::vector<bool>& takes, std::int64_t users);

/// An Error where a user rates an item twice, or (`keep_last`) takes all but the last of these out
/// of `rows`, by time where that is known. Returns how many were taken out.
std::int64_t settle_duplicates(RatingRows& rows, bool keep_last, const std::string& file,
                               const Numbering& users, const Numbering& items);

/// The users with ratings: input [ratings, 2] int64, the numbers of user and item; target [ratings]
/// float.
DatasetPtr rating_dataset(RatingLists lists, std::vector<std::string> user_names);

/// Each rating of a dataset of them by name, "user 12 item 34", in the order of its samples.
std::vector<std::string> rating_names(const Dataset& dataset, const RatingFacts& facts);

}  // namespace mlday

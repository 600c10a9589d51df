// Which ratings validate.
#pragma once

#include "data/ratings/rating_rows.h"
#include "data/split.h"

namespace mlday {

/// Of each row whether it validates; empty where none is to. By "rating" as samples are drawn
/// anywhere; by "last" each user's last ratings (`count`, or its share rounded up, but never all of
/// them); by "time" the last of all. A SettingError where the settings do not go together.
std::vector<bool> validating_ratings(const RatingRows& rows, std::int64_t users,
                                     const ValidationSettings& settings, const std::string& by,
                                     std::uint64_t run_seed);

}  // namespace mlday

#include "train/range_test.h"

#include <algorithm>
#include <cmath>

namespace mlday {

std::optional<double> RangeTest::next_lr() const {
  const auto done = static_cast<std::int64_t>(points_.size());
  if (exploded_ || done == steps_) return std::nullopt;
  const double share = static_cast<double>(done) / static_cast<double>(steps_ - 1);
  return from_ * std::pow(to_ / from_, share);
}

void RangeTest::add(double loss) {
  const double lr = *next_lr();
  if (!std::isfinite(loss)) {
    exploded_ = true;
    return;
  }
  // Slow enough to even out batches, fast enough to see a valley within a tenth of the test.
  const double kept = 1 - std::min(1., 20. / static_cast<double>(steps_));
  mean_ = kept * mean_ + (1 - kept) * loss;
  const double smoothed = mean_ / (1 - std::pow(kept, static_cast<double>(points_.size() + 1)));
  lowest_ = points_.empty() ? smoothed : std::min(lowest_, smoothed);
  points_.push_back({lr, loss, smoothed});
  constexpr double factor = 4;  // fastai's
  exploded_ = smoothed > factor * lowest_;
}

double RangeTest::level_up_to(std::size_t last) const {
  std::vector<double> losses;
  for (std::size_t i = 0; i <= last; ++i) losses.push_back(points_[i].smoothed);
  const auto middle = losses.begin() + static_cast<std::ptrdiff_t>(losses.size() / 2);
  std::nth_element(losses.begin(), middle, losses.end());
  return *middle;
}

std::optional<RangeTest::Suggestion> RangeTest::suggestion() const {
  const auto unsettled = steps_ / 10;  // means of too few batches
  if (std::ssize(points_) <= unsettled) return std::nullopt;
  const auto lower = [](const Point& a, const Point& b) { return a.smoothed < b.smoothed; };
  const auto lowest = std::min_element(points_.begin() + unsettled, points_.end(), lower);
  const double level = level_up_to(static_cast<std::size_t>(lowest - points_.begin()));
  constexpr double clear_fall = .98;  // less is noise
  if (lowest->smoothed > clear_fall * level) return std::nullopt;
  // Before the fall that leads to the lowest loss nothing but noise goes up and down.
  constexpr double still_high = .8;
  const double high = lowest->smoothed + still_high * (level - lowest->smoothed);
  auto begin = lowest;
  while (begin != points_.begin() && begin->smoothed < high) --begin;
  // All steps are as wide, so differences of losses are slopes.
  const auto spread = std::max<std::ptrdiff_t>(1, steps_ / 50);
  double steepest = lowest->lr / 10, slope = 0;
  for (auto at = begin; at != lowest; ++at) {
    const auto before = std::min(spread, at - points_.begin());
    const auto after = std::min(spread, lowest - at);
    const double fall =
        ((at - before)->smoothed - (at + after)->smoothed) / static_cast<double>(before + after);
    if (fall <= slope) continue;
    slope = fall;
    steepest = at->lr;
  }
  return Suggestion{std::min(steepest, lowest->lr / 3), steepest, lowest->lr};
}

}  // namespace mlday

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

std::optional<RangeTest::Suggestion> RangeTest::suggestion() const {
  const auto lower = [](const Point& a, const Point& b) { return a.smoothed < b.smoothed; };
  const auto lowest = std::min_element(points_.begin(), points_.end(), lower);
  constexpr double clear_fall = .98;  // less is noise
  if (points_.empty() || lowest->smoothed > clear_fall * points_.front().smoothed)
    return std::nullopt;
  // All steps are as wide, so differences of losses are slopes. The first few means are of too few
  // batches.
  const auto spread = std::max<std::ptrdiff_t>(1, steps_ / 50);
  double steepest = 0, slope = 0;
  for (auto at = points_.begin() + spread; at + spread <= lowest; ++at) {
    const double fall = (at - spread)->smoothed - (at + spread)->smoothed;
    if (fall <= slope) continue;
    slope = fall;
    steepest = at->lr;
  }
  if (slope == 0) steepest = lowest->lr / 10;
  return Suggestion{std::min(steepest, lowest->lr / 3), steepest, lowest->lr};
}

}  // namespace mlday

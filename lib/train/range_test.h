// A learning-rate range test (Smith, 2017): which rates to try, and what the losses say.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace mlday {

class RangeTest {
 public:
  /// Rates from `from` to `to` in equal factors.
  RangeTest(double from, double to, std::int64_t steps) : from_(from), to_(to), steps_(steps) {}

  /// The rate for the next update; none after the last, or when the loss has exploded.
  std::optional<double> next_lr() const;
  /// The loss that was seen with it, from before the update.
  void add(double loss);

  struct Point {
    double lr, loss;
    double smoothed;  ///< exponential mean of losses, without its bias towards 0
  };
  const std::vector<Point>& points() const { return points_; }
  bool exploded() const { return exploded_; }

  struct Suggestion {
    double lr;        ///< where the loss falls fastest, but well below where it is lowest
    double steepest;  ///< where, on the way down to its lowest, it falls fastest over log(rate)
    double lowest;    ///< where it is lowest
  };
  /// None where the loss never fell.
  std::optional<Suggestion> suggestion() const;

 private:
  /// The median of the smoothed losses up to a point: a single batch's does not move it.
  double level_up_to(std::size_t last) const;

  double from_, to_;
  std::int64_t steps_;
  std::vector<Point> points_;
  double mean_ = 0, lowest_ = 0;
  bool exploded_ = false;
};

}  // namespace mlday

// One line that says how far training is, in as many columns as there are.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace mlday {

/// What a bar shows. Of numbers, NaN means that it is not known.
struct BarFacts {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  std::int64_t epoch = 0, epochs = 0;
  std::int64_t step = 0, steps = 0;  ///< of this epoch
  double share = 0;                  ///< of this epoch, in [0, 1]
  double loss = 0;
  std::string metric;  ///< a name; empty before the first epoch is over
  double metric_value = 0;
  double rate = unknown;  ///< samples a second
  std::string noun = "image";
  std::int64_t memory = 0;      ///< bytes; 0: not known
  double epoch_left = unknown;  ///< seconds
  double left = unknown;        ///< seconds, of all epochs
};

/// Where room is scarce, words become shorter; then the fields go, the least important first:
/// memory, the bar, the epoch's time left, the rate, the metric, the step, the time left, the loss.
class BarLine {
 public:
  /// Blocks where `utf8` is true, else # and dots.
  explicit BarLine(bool utf8) : utf8_(utf8) {}

  /// At most `columns` wide. A field that has once been wide or short stays so, that nothing jumps,
  /// until the number of columns changes.
  std::string text(const BarFacts& facts, int columns);

 private:
  std::string bar(double share, std::size_t width) const;

  bool utf8_;
  int columns_ = 0;
  int shortened_ = 0;                ///< how many of the steps that save room were taken
  std::vector<std::size_t> widest_;  ///< each field's width so far
};

/// A number that follows another smoothly: what is older than some seconds hardly counts.
class SmoothRate {
 public:
  /// `amount` more came within `seconds`, which are more than 0.
  void add(double amount, double seconds);
  /// Per second; NaN before anything came.
  double value() const { return value_; }

 private:
  double value_ = BarFacts::unknown;
};

}  // namespace mlday

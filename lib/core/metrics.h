// A metric's figures by name, in order, and which way is better.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mlday {

enum class Direction { down, up };

struct MetricInfo {
  std::string name;  ///< without "val_" or "test_"
  Direction better = Direction::down;
  bool training_only = false;    ///< no figure of a part that is only evaluated
  bool evaluation_only = false;  ///< no figure of training
};

/// Figures of one epoch or evaluation, in the order in which they are shown.
class Metrics {
 public:
  using Item = std::pair<std::string, double>;

  void set(const std::string& name, double value);
  std::optional<double> find(std::string_view name) const;
  const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;
};

/// Which way a figure is better where only its name is known: up for shares that are right
/// (accuracy, F1, R2), down for all else, which are losses and errors.
Direction usual_direction(std::string_view figure);

/// Whether a figure of this name is a share, which lies between 0 and 1.
bool is_share(std::string_view figure);

/// Whether `value` is better than `best` by more than `min_delta` (absolute; Keras' rule). The
/// first value counts as better; one that is not finite never does.
bool improves(double value, std::optional<double> best, Direction better, double min_delta = 0);

}  // namespace mlday

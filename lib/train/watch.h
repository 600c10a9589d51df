// The doctor in training: after each of the first epochs, looks for what keeps a network from
// learning, and says each suspicion once.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "train/train.h"

namespace mlday {

class Watch {
 public:
  /// Told the metrics of an epoch that has just ended, while the gradients of its last update are
  /// still there. Changes no weight and draws no random number.
  void epoch_ended(const Training& training, const Metrics& metrics, Observer& observer);

 private:
  void say(const Training& training, Observer& observer, const std::string& what,
           const std::string& text);
  std::vector<std::string> silent_layers(const Training& training,
                                         const std::vector<std::string>& now);

  std::set<std::string> said_;
  /// Layers without a gradient after every epoch that was watched; none before the first.
  std::optional<std::vector<std::string>> silent_;
};

}  // namespace mlday

// What is best of a run: its weights, kept until the next save.
#pragma once

#include <optional>

#include "train/train.h"

namespace mlday {

/// Whether something that is done every so many epochs is done after this one: after the last it
/// is.
bool due(const Training& t, std::int64_t every);

/// Whether training.save_every asks for a save: after an update within an epoch, or after an epoch.
bool save_is_due(const Training& t);

/// `best` and `last` on the disk belong together, so new best weights wait for the next save.
class BestKeeper {
 public:
  /// Takes the weights where these figures are the best so far: copies, unless they are saved
  /// before they change.
  void epoch_ended(Training& t, const Metrics& metrics, bool saved_now);
  /// Training ends with this epoch, which may be the best for that reason alone: what was best
  /// before is kept apart.
  void epoch_is_last();
  void save(const Training& t);

 private:
  std::optional<NamedTensors> weights_, before_;
  std::optional<NamedTensors> copies_;  ///< memory for `weights_`, used again and again
  Metrics metrics_, metrics_before_;
};

}  // namespace mlday

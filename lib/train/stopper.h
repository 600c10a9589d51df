// Why a training ends before its last epoch: a chain of stoppers, of which the first with a reason
// counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/metrics.h"
#include "tasks/learner.h"
#include "train/amount.h"
#include "train/progress.h"

namespace mlday {

struct Stop {
  std::string reason;     ///< "early stopping after epoch 31: ..."
  std::string kind;       ///< of the note that tells it; empty where none does
  bool for_good = false;  ///< more epochs would change nothing
};

class Stopper {
 public:
  virtual ~Stopper() = default;
  /// Asked before training begins or goes on, and after each update: why it ends here, in the
  /// middle of an epoch.
  virtual std::optional<Stop> spent(const Progress&) const { return std::nullopt; }
  /// Told each epoch's metrics once it is over; why training ends with it.
  virtual std::optional<Stop> epoch_ended(const Progress& progress, const Metrics& /*metrics*/) {
    return spent(progress);
  }
};

/// All are told of every epoch.
class Stoppers : public Stopper {
 public:
  void add(Stopper& stopper) { list_.push_back(&stopper); }
  std::optional<Stop> spent(const Progress& progress) const override;
  std::optional<Stop> epoch_ended(const Progress& progress, const Metrics& metrics) override;

 private:
  std::vector<Stopper*> list_;
};

/// `training.stop_after`. With a later limit the run may go on.
class LimitStopper : public Stopper {
 public:
  explicit LimitStopper(const Amount& limit) : limit_(limit) {}
  std::optional<Stop> spent(const Progress& progress) const override;

 private:
  Amount limit_;
};

/// A learner that can learn no more: centres at rest.
class RestStopper : public Stopper {
 public:
  explicit RestStopper(const Learner& learner) : learner_(learner) {}
  std::optional<Stop> spent(const Progress&) const override;

 private:
  const Learner& learner_;
};

}  // namespace mlday

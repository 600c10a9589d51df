// The weights of the best few epochs, a file each (checkpoint.keep_best).
#pragma once

#include <vector>

#include "train/train.h"

namespace mlday {

class BestEpochs {
 public:
  /// Takes up what the run's files hold of epochs up to the one it stands at; later ones, which a
  /// kill left, are removed.
  explicit BestEpochs(const Training& t);

  /// Takes the weights where the epoch is one of the best.
  void epoch_ended(const Training& t, const Metrics& metrics);
  /// Writes what was taken since the last save.
  void save(const Training& t);
  /// What is no longer among the best goes, once `last` is saved.
  void committed(const RunFolder& folder);

 private:
  struct Kept {
    std::int64_t epoch = 0;
    double value = 0;
    Metrics metrics = {};
    std::optional<NamedTensors> weights = std::nullopt;  ///< none once they are in their file
  };

  void put(const Training& t, Kept kept);

  std::vector<Kept> list_;  ///< the best first
};

}  // namespace mlday

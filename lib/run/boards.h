// What only the network can tell TensorBoard: histograms of its weights and gradients.
#pragma once

#include <chrono>

#include "report/tensorboard.h"
#include "run/experiment.h"
#include "train/train.h"

namespace mlday {

/// After an epoch, where it costs under a hundredth of the time: each parameter's values, and those
/// of its gradient where the last update left one (the fast way makes none).
class WeightHistograms : public Observer {
 public:
  WeightHistograms(Learner& learner, TensorBoardReport& board) : learner_(learner), board_(board) {}

  void on_epoch(const EpochRecord& record) override;

 private:
  using Clock = std::chrono::steady_clock;

  Learner& learner_;
  TensorBoardReport& board_;
  Clock::time_point next_;
};

/// The config as hyperparameters and as a text.
void tell_settings(TensorBoardReport& board, const ResolvedConfig& config);

}  // namespace mlday

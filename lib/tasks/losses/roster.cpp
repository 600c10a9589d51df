// The losses that `task: {name: regression, loss: ...}` knows: a file and a line each.
#include "tasks/losses/loss.h"

namespace mlday {

// The kinds are made in files of their own.
Kind<RegressionLoss> huber(), mae(), mse(), poisson(), quantile(), smooth_l1();

const Roster<RegressionLoss>& regression_losses() {
  static const Roster<RegressionLoss> roster("loss", "", "mse",
                                             {
                                                 huber(),
                                                 mae(),
                                                 mse(),
                                                 poisson(),
                                                 quantile(),
                                                 smooth_l1(),
                                             });
  return roster;
}

}  // namespace mlday

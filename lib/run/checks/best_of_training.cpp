// Going back to the epoch that fitted the training data best is going back to the most overfitted.
#include "run/checks/checks.h"

namespace mlday {

void check_best_of_training(const ResolvedConfig& config, Problems& problems) {
  const auto& stopping = config.experiment.early_stopping;
  if (!stopping || !stopping->restore_best || stopping->monitor.starts_with("val_")) return;
  warn(config, problems, "best-of-training", "early_stopping.restore_best",
       "`restore_best` goes by `" + stopping->monitor + "`, a figure of the training data",
       "set dataset.validation.fraction and watch `val_" + stopping->monitor + "`");
}

}  // namespace mlday

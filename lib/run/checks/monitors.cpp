// A monitor must be a metric that the run produces.
#include <algorithm>

#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

void check(const ResolvedConfig& config, const std::string& path, const std::string& monitor,
           Problems& problems) {
  std::vector<std::string> names;
  for (const auto& metric : produced_metrics(config.experiment)) names.push_back(metric.name);
  if (std::find(names.begin(), names.end(), monitor) != names.end()) return;
  const bool validates = config.experiment.dataset->validation.validates();
  const auto meant = nearest(monitor, names);
  std::string hint =
      (meant ? "did you mean `" + *meant + "`? " : "") + "It produces " + join_words(names);
  if (monitor.starts_with("val_") && !validates)
    hint = "it does not validate: set dataset.validation.fraction, or watch `" + monitor.substr(4) +
           "`";
  if (monitor.starts_with("val_ema_") && validates && !config.experiment.training.ema_decay)
    hint = "it keeps no averaged weights: set training.ema_decay, or watch `val_" +
           monitor.substr(8) + "`";
  if (monitor.starts_with("test_"))
    hint = "the test part is looked at once, at the end: watch " + join_words(names, "or");
  problems.error(place_of(config, path), path,
                 "`" + path + "` watches `" + monitor + "`, which this run never produces", hint);
}

}  // namespace

void check_monitors(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  const bool is_sequence = experiment.annealer.kind() == "sequence";
  for (const auto& monitored : experiment.annealer->monitored())
    check(config, is_sequence ? "annealer.annealers" : "annealer.monitor", monitored, problems);
  if (experiment.early_stopping)
    check(config, "early_stopping.monitor", experiment.early_stopping->monitor, problems);
  if (experiment.checkpoint.monitor)
    check(config, "checkpoint.monitor", *experiment.checkpoint.monitor, problems);
}

}  // namespace mlday

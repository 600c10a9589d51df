// What a config expects of its run: whether it can be told at all.
#include <algorithm>

#include "core/text.h"
#include "run/checks/checks.h"
#include "store/expectation.h"

namespace mlday {
namespace {

/// The figures that a run may have, those of a test part too.
std::vector<std::string> possible_figures(const Experiment& experiment) {
  std::vector<std::string> names;
  for (const auto& metric : produced_metrics(experiment)) names.push_back(metric.name);
  for (const auto& metric : experiment.task->metrics())
    if (!metric.training_only) {
      names.push_back("test_" + metric.name);
      if (experiment.training.ema_decay) names.push_back("test_ema_" + metric.name);
    }
  return names;
}

}  // namespace

void check_expectations(const ResolvedConfig& config, Problems& problems) {
  const auto& texts = config.experiment.expect;
  const auto names = possible_figures(config.experiment);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto path = "expect." + std::to_string(i);
    const auto expectation = expectation_of(texts[i]);
    if (!expectation) {
      problems.error(place_of(config, path), path, "`" + texts[i] + "` is no expectation",
                     "write it like \"val_accuracy>=.98\" (also <=, >, <, ==)");
      continue;
    }
    if (std::find(names.begin(), names.end(), expectation->metric) != names.end()) continue;
    const auto meant = nearest(expectation->metric, names);
    problems.error(place_of(config, path), path, "there is no figure `" + expectation->metric + "`",
                   meant ? "did you mean `" + *meant + "`?" : "there are " + join_words(names));
  }
}

}  // namespace mlday

// Figures that a config names beside its run's: what it expects of them, what the journal had.
#include <algorithm>
#include <limits>
#include <map>

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

bool is_possible(const std::string& figure, double value) {
  return !is_share(figure) || (value >= 0 && value <= 1);
}

constexpr const char* of_shares = "a share lies between 0 and 1: write 98 % as .98";

/// What several expectations leave of a figure's values.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_counts = true, high_counts = true;

  void add(const Expectation& expectation) {
    const auto& sign = expectation.comparison;
    const double value = expectation.value;
    if (sign != "<=" && sign != "<" && value >= low) {
      low_counts = sign != ">" && (value > low || low_counts);
      low = value;
    }
    if (sign != ">=" && sign != ">" && value <= high) {
      high_counts = sign != "<" && (value < high || high_counts);
      high = value;
    }
  }
  bool are_empty() const { return low > high || (low == high && !(low_counts && high_counts)); }
};

}  // namespace

void check_expectations(const ResolvedConfig& config, Problems& problems) {
  const auto& texts = config.experiment.expect;
  const auto names = possible_figures(config.experiment);
  std::map<std::string, Bounds> bounds;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto path = "expect." + std::to_string(i);
    const auto refuse = [&](const std::string& what, const std::string& hint) {
      problems.error(place_of(config, path), path, what, hint);
    };
    const auto expectation = expectation_of(texts[i]);
    if (!expectation) {
      refuse("`" + texts[i] + "` is no expectation",
             "write it like \"val_accuracy>=.98\" (also <=, >, <, ==)");
      continue;
    }
    const auto& metric = expectation->metric;
    if (std::find(names.begin(), names.end(), metric) == names.end()) {
      const auto meant = nearest(metric, names);
      refuse("there is no figure `" + metric + "`",
             meant ? "did you mean `" + *meant + "`?" : "there are " + join_words(names));
      continue;
    }
    if (!is_possible(metric, expectation->value)) {
      refuse("`" + texts[i] + "` cannot be decided by a run", of_shares);
      continue;
    }
    bounds[metric].add(*expectation);
    if (bounds[metric].are_empty())
      refuse("`" + texts[i] + "` contradicts what is expected of " + metric + " before it",
             "no figure can meet both");
  }
}

void check_journal(const ResolvedConfig& config, Problems& problems) {
  const auto names = possible_figures(config.experiment);
  for (const auto& [name, value] : config.experiment.journal) {
    const auto path = "journal." + name;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const auto meant = nearest(name, names);
      warn(config, problems, "journal-misfit", path,
           "no run of this config has a figure `" + name + "` to set beside the journal's",
           meant ? "did you mean `" + *meant + "`?" : "there are " + join_words(names));
    } else if (!is_possible(name, value)) {
      warn(config, problems, "journal-misfit", path,
           "the journal's " + name + " is " + rounded(value), of_shares);
    }
  }
}

}  // namespace mlday

// Sections that watch a metric, with settings that no value of the metric can satisfy.
#include <cmath>

#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

/// How far a metric reaches: a share to 1, a loss of classes about to that of guessing.
std::optional<double> reach_of(const ResolvedConfig& config, const std::string& metric) {
  if (is_share(metric)) return 1;
  const bool guesses = config.experiment.task.kind() == "classification" &&
                       metric.ends_with("loss") && config.facts->has_classes();
  const auto classes = config.facts->class_names.size();
  return guesses && classes > 1 ? std::optional(std::log(static_cast<double>(classes)))
                                : std::nullopt;
}

struct Watcher {
  std::string section, monitor;
};

void check(const ResolvedConfig& config, const Watcher& watcher, Problems& problems) {
  const auto& [section, monitor] = watcher;
  const auto text = [&](const std::string& key) {
    const Node* found = node_at(config.tree, section).find(key);
    return found ? found->text : "";
  };
  const auto tell = [&](const std::string& key, const std::string& what, const std::string& hint) {
    warn(config, problems, "odd-monitor", section + "." + key,
         "`" + section + "." + key + ": " + text(key) + "` " + what, hint);
  };
  const auto better = direction_of(config.experiment, monitor);
  if (text("mode") == (better == Direction::up ? "min" : "max"))
    tell("mode", "takes a worse " + monitor + " for a better one", "leave mode to auto");
  const auto reach = reach_of(config, monitor);
  const bool is_relative = text("rule") == "torch";
  const auto min_delta = to_double(text("min_delta"));
  if (reach && !is_relative && min_delta && *min_delta >= *reach)
    tell("min_delta",
         "is more than " + monitor + " can improve by, " + rounded(*reach, 3) +
             (is_share(monitor) ? "" : " from that of guessing to 0"),
         "take a smaller one: it is a difference, not a percentage");
  const auto baseline = to_double(text("baseline"));
  const bool is_beyond = baseline && (better == Direction::up ? is_share(monitor) && *baseline >= 1
                                                              : reach && *baseline <= 0);
  if (is_beyond)
    tell("baseline",
         "is what no " + monitor + " is better than: training stops once patience runs out",
         "take one that can be reached");
}

}  // namespace

void check_odd_monitors(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  Problems unknown;
  check_monitors(config, unknown);
  if (unknown.has_errors()) return;
  if (experiment.early_stopping)
    check(config, {"early_stopping", experiment.early_stopping->monitor}, problems);
  if (experiment.annealer.kind() == "plateau")
    check(config, {"annealer", experiment.annealer->monitored().front()}, problems);
  if (experiment.checkpoint.monitor)
    check(config, {"checkpoint", *experiment.checkpoint.monitor}, problems);
}

}  // namespace mlday

// The rules that every config is held against.
#include <algorithm>

#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> list{
      {"monitor-unknown", "A monitor is a metric that the run never produces.", false,
       check_monitors},
      {"shape-mismatch", "A layer does not fit the one before it, or the last not the task.", false,
       check_shapes},
      {"annealer-misfit", "An annealer's settings contradict each other or the optimizer.", false,
       check_annealer},
      {"no-effect", "A setting is given that does nothing in this config.", true, check_no_effect},
      {"patience-too-long", "A patience is so long that it can never run out.", true,
       check_patience},
      {"best-of-training", "The best epoch is chosen by a training metric: it rewards overfitting.",
       true, check_best_of_training},
  };
  return list;
}

std::vector<std::string> warning_names() {
  std::vector<std::string> names;
  for (const auto& rule : rules())
    if (rule.warns) names.push_back(rule.name);
  return names;
}

void check_experiment(const ResolvedConfig& config, Problems& problems) {
  Problems found;
  for (const auto& rule : rules()) {
    Problems of_rule;
    rule.check(config, of_rule);
    for (auto problem : of_rule.list()) {
      problem.rule = rule.name;
      found.add(std::move(problem));
    }
  }
  const auto& expected = config.experiment.check.expect;
  const auto is_expected = [&](const std::string& rule) {
    return std::find(expected.begin(), expected.end(), rule) != expected.end();
  };
  for (const auto& problem : found.list())
    if (problem.severity == Problem::Severity::error || !is_expected(problem.rule))
      problems.add(problem);
  for (const auto& rule : expected) {
    const auto& list = found.list();
    const bool came = std::any_of(list.begin(), list.end(),
                                  [&](const Problem& problem) { return problem.rule == rule; });
    if (!came)
      warn(config, problems, "expectation-missed", "check.expect",
           "`" + rule + "` is expected, but nothing of the kind was found",
           "take it out of check.expect");
  }
}

const Node& node_at(const Node& tree, const std::string& path) {
  const Node* node = &tree;
  for (const auto& part : split(path, '.')) {
    const Node* next = node->find(part);
    if (!next) break;
    node = next;
  }
  return *node;
}

void warn(const ResolvedConfig& config, Problems& problems, const std::string& rule,
          const std::string& path, const std::string& message, const std::string& hint) {
  problems.add(
      {Problem::Severity::warning, node_at(config.tree, path).mark, path, message, hint, rule});
}

}  // namespace mlday

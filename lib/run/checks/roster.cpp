// The rules that every config is held against.
#include <algorithm>

#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

const std::vector<Rule>& rules() {
  static const std::vector<Rule> list{
      {"monitor-unknown", "A monitor is a metric that the run never produces.", false,
       check_monitors},
      {"expect-misfit", "`expect` has what is no expectation, or a figure that no run has.", false,
       check_expectations},
      {"validation-misfit", "dataset.validation says two things, or a fold that is none.", false,
       check_validation},
      {"shape-mismatch", "A layer does not fit the one before it, or the last not the task.", false,
       check_shapes, Needs::data},
      {"label-leak", "An input column tells the target, or each row from all others.", true,
       check_label_leak, Needs::data},
      {"mixed-column", "A table's column holds numbers and words, and counts as categories.", true,
       check_mixed_column, Needs::data},
      {"parts-as-classes", "Folders of pictures called train, val and test count as classes.", true,
       check_parts_as_classes, Needs::data},
      {"annealer-misfit", "An annealer's settings contradict each other or the optimizer.", false,
       check_annealer},
      {"crops-misfit", "Evaluation is to take crops where there are none to take.", false,
       check_crops, Needs::data},
      {"no-effect", "A setting is given that does nothing in this config.", true, check_no_effect},
      {"accumulation-too-long", "Gradients are added up over more batches than an epoch has.", true,
       check_accumulation, Needs::samples},
      {"odd-rates", "The annealer never changes the rate, raises it, or keeps it at 0.", true,
       check_odd_rates},
      {"patience-too-long", "A patience is so long that it can never run out.", true,
       check_patience},
      {"milestone-too-late", "An annealer's milestone, in epochs, lies behind the last one.", true,
       check_milestone_too_late},
      {"annealer-cut-short", "Training ends before the annealer's warmup or the annealer does.",
       true, check_annealer_cut_short, Needs::samples},
      {"best-of-training", "The best epoch is chosen by a training metric: it rewards overfitting.",
       true, check_best_of_training},
      {"nothing-trains", "No layer has weights that training may change.", false,
       check_nothing_trains, Needs::network},
      {"unknown-symbols", "A text has more symbols than the layer that reads it knows.", false,
       check_symbols, Needs::network},
      {"looks-ahead", "A language model sees the symbols that it is to predict.", true,
       check_looks_ahead, Needs::network},
      {"map-collapses", "Pooling or striding shrinks the map to 1 x 1 before the classifier.", true,
       check_map_collapses, Needs::network},
      {"window-too-large", "A padded pool or convolution is at least twice as large as its input.",
       true, check_window_too_large, Needs::network},
      {"identical-units", "Weights that all start as one number keep units identical.", true,
       check_identical_units, Needs::network},
      {"relu-before-logits", "A ReLU stands right before softmax or the loss.", true,
       check_relu_before_logits, Needs::network},
      {"softmax-before-loss", "The net ends with a softmax or sigmoid, but the loss wants logits.",
       true, check_softmax_before_loss, Needs::network},
      {"batch-of-one", "Batch norm is to train on batches of 1.", true, check_batch_of_one,
       Needs::network},
      {"last-batch-of-one", "Batch norm of vectors cannot train on a last batch of one sample.",
       false, check_last_batch, Needs::samples},
      {"batch-norm-momentum", "Batch norm's momentum is Keras', the other way round.", true,
       check_batch_norm_momentum, Needs::network},
      {"bias-before-norm", "A bias right before batch norm has no effect.", true,
       check_bias_before_norm, Needs::network},
      {"idle-layer", "A layer has no effect: flatten twice, a ReLU after a ReLU.", true,
       check_idle_layer, Needs::network},
      {"dropout-of-one", "A dropout drops everything.", true, check_dropout_of_one, Needs::network},
      {"idle-group", "A group of optimizer.groups has no parameter.", false, check_parameter_groups,
       Needs::network},
      {"nesterov-momentum", "Nesterov's look-ahead has no plain momentum to look along.", false,
       check_nesterov},
      {"dampening-of-one", "Momentum takes in no gradient but the first.", true, check_dampening},
      {"odd-monitor", "What watches a metric takes worse for better, or waits for what cannot be.",
       true, check_odd_monitors, Needs::data},
      {"class-of-no-weight", "A class has the weight 0, and is never learned.", true,
       check_class_weights},
      {"journal-misfit", "`journal` has a figure that no run has.", true, check_journal},
  };
  return list;
}

std::vector<std::string> warning_names() {
  std::vector<std::string> names;
  for (const auto& rule : rules())
    if (rule.warns) names.push_back(rule.name);
  return names;
}

namespace {

void run_rules(ResolvedConfig& config, bool (*runs)(const Rule&), Problems& problems) {
  Problems found;
  std::vector<std::string> held_against;
  for (const auto& rule : rules()) {
    if (!runs(rule) || (rule.needs >= Needs::network && found.has_errors())) continue;
    if (rule.needs == Needs::network && config.experiment.task->brings_learner()) continue;
    held_against.push_back(rule.name);
    Problems of_rule;
    rule.check(config, of_rule);
    for (auto problem : of_rule.list()) {
      problem.rule = rule.name;
      found.add(std::move(problem));
    }
  }
  const auto holds = [](const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  const auto& expected = config.experiment.check.expect;
  for (const auto& problem : found.list())
    if (problem.severity == Problem::Severity::error || !holds(expected, problem.rule))
      problems.add(problem);
    else
      config.expected.push_back(problem);
  for (const auto& rule : expected) {
    if (!holds(held_against, rule) || config.of_run) continue;
    const auto& list = found.list();
    const bool came = std::any_of(list.begin(), list.end(),
                                  [&](const Problem& problem) { return problem.rule == rule; });
    if (!came)
      warn(config, problems, "expectation-missed", "check.expect",
           "`" + rule + "` is expected, but nothing of the kind was found",
           "take it out of check.expect");
  }
}

}  // namespace

void check_experiment(ResolvedConfig& config, Problems& problems) {
  if (config.facts)
    run_rules(
        config, [](const Rule& rule) { return rule.needs != Needs::samples; }, problems);
  else
    run_rules(
        config, [](const Rule& rule) { return rule.needs == Needs::config; }, problems);
}

void check_facts(ResolvedConfig& config, const DataFacts& facts, std::int64_t training_samples,
                 Problems& problems) {
  const bool waited = !config.facts;
  config.facts = facts;
  config.experiment.task->name_outputs(*config.facts);
  config.training_samples = training_samples;
  if (waited)
    run_rules(
        config, [](const Rule& rule) { return rule.needs != Needs::config; }, problems);
  else
    run_rules(
        config, [](const Rule& rule) { return rule.needs == Needs::samples; }, problems);
}

namespace {

/// The value of a key, or the list's item of this number; null where it is not there.
const Node* child(const Node& node, const std::string& part) {
  if (!node.is_sequence()) return node.find(part);
  const auto number = to_int(part);
  const auto count = static_cast<std::int64_t>(node.items.size());
  return number && *number >= 0 && *number < count ? &node.items[static_cast<std::size_t>(*number)]
                                                   : nullptr;
}

}  // namespace

const Node& node_at(const Node& tree, const std::string& path) {
  const Node* node = &tree;
  for (const auto& part : split(path, '.')) {
    const Node* next = child(*node, part);
    if (!next) break;
    node = next;
  }
  return *node;
}

Mark place_of(const ResolvedConfig& config, const std::string& path) {
  Mark place = config.tree.mark;
  const Node* node = &config.tree;
  for (const auto& part : split(path, '.')) {
    node = child(*node, part);
    if (!node) break;
    if (node->mark.source) place = node->mark;
  }
  return place;
}

void warn(const ResolvedConfig& config, Problems& problems, const std::string& rule,
          const std::string& path, const std::string& message, const std::string& hint) {
  problems.add({Problem::Severity::warning, place_of(config, path), path, message, hint, rule});
}

void report(const ResolvedConfig& config, const SettingError& error, Problems& problems) {
  problems.error(place_of(config, error.key()), error.key(), error.what());
}

}  // namespace mlday

#include "run/opening.h"

#include <set>

#include "core/text.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

std::string data_text(const DataParts& data, const LoaderSettings& settings) {
  std::string text = "Data: " + data.origin + "\n  " + with_commas(data.train->size()) + " train";
  if (data.validation)
    text += " / " + with_commas(data.validation->size()) + " validation" +
            (settings.validation.is_drawn() ? " (split by " + settings.validation.by + ")" : "");
  text += data.test ? " / " + with_commas(data.test->size()) + " test" : ", no test part";
  return text + ", " + data.facts.target_text() + ", inputs " + data.facts.inputs_text() +
         (data.facts.columns_text().empty() ? "" : "\n  inputs: " + data.facts.columns_text());
}

std::string model_text(const Plan& plan, const std::string& noun) {
  const auto total = plan.total();
  return "Model:\n" + plan_table(plan) + "\n  " + with_commas(total.parameters) + " parameters" +
         (total.statistics > 0 ? " and " + with_commas(total.statistics) + " statistics" : "") +
         ", " + rounded(static_cast<double>(total.multiply_adds) / 1e6, 3) +
         " million multiply-adds per " + noun;
}

bool says_something(const Node& node) {
  return node.is_scalar() || !node.items.empty() || !node.entries.empty();
}

/// "adam", "[a, b]", "{epochs: 5, start_factor: 0}".
std::string in_a_line(const Node& node) {
  std::vector<std::string> parts;
  for (const auto& item : node.items) parts.push_back(in_a_line(item));
  for (const auto& entry : node.entries)
    if (says_something(entry.value)) parts.push_back(entry.key + ": " + in_a_line(entry.value));
  if (node.is_map()) return "{" + join(parts, ", ") + "}";
  return node.is_sequence() ? "[" + join(parts, ", ") + "]" : node.text;
}

/// What the section at a path says, without the keys that the header tells elsewhere; empty where
/// it is not there.
std::string settings_text(const Node& tree, const std::string& path) {
  static const std::set<std::string> told{"epochs", "seed", "device", "threads"};
  const Node* section = &tree;
  for (const auto& part : split(path, '.'))
    if (section) section = section->find(part);
  if (!section || !says_something(*section)) return "";
  if (!section->is_map()) return in_a_line(*section);
  std::vector<std::string> parts;
  for (const auto& entry : section->entries)
    if (says_something(entry.value) && !told.contains(entry.key))
      parts.push_back(entry.key + " " + in_a_line(entry.value));
  return join(parts, ", ");
}

std::string method_text(const ResolvedConfig& config) {
  // Of what decides over every step all, of the rest what somebody wished.
  const auto wished = without_defaults(config.tree, experiment_spec());
  std::string text;
  const auto add = [&](const std::string& title, const std::string& settings) {
    if (!settings.empty()) text += (text.empty() ? "" : "\n") + title + ": " + settings;
  };
  if (config.experiment.task->brings_learner()) add("Task", settings_text(config.tree, "task"));
  add("Optimizer", settings_text(config.tree, "optimizer"));
  add("Annealer", settings_text(config.tree, "annealer"));
  if (config.experiment.early_stopping)
    add("Early stopping", settings_text(config.tree, "early_stopping"));
  const std::pair<const char*, const char*> others[] = {{"Frozen", "model.freeze"},
                                                        {"Regularizer", "regularizer"},
                                                        {"Augmentation", "dataset.augment"},
                                                        {"Training", "training"}};
  for (const auto& [title, path] : others) add(title, settings_text(wished, path));
  return text + "\nBatches of " + node_at(config.tree, "dataset.batch_size").text + ", " +
         counted(config.experiment.training.epochs, "epoch") + ", seed " +
         std::to_string(config.experiment.training.seed);
}

/// Classes that no training sample is of: the network cannot learn them. None where samples have
/// several classes or another kind of target.
std::vector<std::string> unseen_classes(const DataParts& data) {
  std::set<std::int64_t> seen;
  for (std::int64_t i = 0; i < data.train->size(); ++i) seen.insert(data.train->label(i));
  constexpr std::int64_t has_none = -1;
  if (seen.contains(has_none)) return {};
  std::vector<std::string> unseen;
  const auto& names = data.facts.class_names;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!seen.contains(static_cast<std::int64_t>(i))) unseen.push_back("`" + names[i] + "`");
  return unseen;
}

}  // namespace

void warn_of_data(const DataParts& data, const DataPlace& place, Log& log) {
  if (data.synthetic)
    log.warn("no data set in " + place.folder.string() +
             ": training on DRAWN pictures (stand_in: synthetic). Their figures say nothing about "
             "real ones");
  for (const auto& note : data.notes) log.warn(note);
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < std::min(shown, data.skipped.size()); ++i) log.warn(data.skipped[i]);
  if (!data.overlaps.empty())
    log.warn("the training data has " +
             counted(static_cast<std::int64_t>(data.overlaps.size()), "sample") +
             " of validation or test too, such as " + data.overlaps.front());
  if (!data.skipped.empty())
    log.warn("left out " + counted(static_cast<std::int64_t>(data.skipped.size()), "sample") +
             " that could not be read (listed in the run folder's skipped.txt)");
  auto unseen = unseen_classes(data);
  if (unseen.size() > shown + 1) {
    const auto more = static_cast<std::int64_t>(unseen.size() - shown);
    unseen.resize(shown);
    unseen.push_back(counted(more, "other"));
  }
  if (!unseen.empty()) log.warn("no training sample is of the class " + join_words(unseen, "or"));
}

std::string noun_of(const DataFacts& facts) {
  return !facts.input().is_picture() ? "sample" : "image";
}

std::string opening_text(const ResolvedConfig& config, const DataParts& data, const Plan& plan) {
  std::string expected;
  for (const auto& problem : config.expected)
    expected += "\nExpected: " + problem.message + " [" + problem.rule + "]";
  return data_text(data, *config.experiment.dataset) + "\n" +
         model_text(plan, noun_of(data.facts)) + "\n" + method_text(config) + expected;
}

}  // namespace mlday

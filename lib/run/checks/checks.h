// Rules that look across a config's sections, a file each.
#pragma once

#include <string>
#include <vector>

#include "config/problems.h"
#include "config/setting_error.h"
#include "run/experiment.h"

namespace mlday {

/// What a rule looks at. One that needs the data waits until `ResolvedConfig::facts` is there; one
/// that needs the network runs only where nothing was wrong before it and the config has one, and
/// one that needs the number of samples waits until the data was found.
enum class Needs { config, data, network, samples };

/// A rule adds what it finds to the problems, under its name.
struct Rule {
  const char* name;
  const char* summary;
  bool warns;  ///< else what it finds is an error, which no config can acknowledge
  void (*check)(const ResolvedConfig&, Problems&);
  Needs needs = Needs::config;
};

/// The roster of rules, in the order in which they run.
const std::vector<Rule>& rules();
/// The names that `check.expect` knows.
std::vector<std::string> warning_names();

/// Runs every rule that can be run. Warnings that the config expects (check.expect) go into its
/// `expected`; an expected one that did not come is a warning itself.
void check_experiment(ResolvedConfig& config, Problems& problems);

/// Takes over what the data turned out to be and runs the rules that had to wait for it.
void check_facts(ResolvedConfig& config, const DataFacts& facts, std::int64_t training_samples,
                 Problems& problems);

/// The value at a dotted path of the resolved tree, for its place; the nearest that is there.
const Node& node_at(const Node& tree, const std::string& path);
/// Where somebody wrote it; of a default, where the section around it stands.
Mark place_of(const ResolvedConfig& config, const std::string& path);

/// Adds a warning about the value at this path.
void warn(const ResolvedConfig& config, Problems& problems, const std::string& rule,
          const std::string& path, const std::string& message, const std::string& hint);

/// Adds a setting that does not fit, at its place.
void report(const ResolvedConfig& config, const SettingError& error, Problems& problems);

void check_annealer(const ResolvedConfig&, Problems&);
void check_monitors(const ResolvedConfig&, Problems&);
void check_expectations(const ResolvedConfig&, Problems&);
void check_validation(const ResolvedConfig&, Problems&);
void check_label_leak(const ResolvedConfig&, Problems&);
void check_mixed_column(const ResolvedConfig&, Problems&);
void check_parts_as_classes(const ResolvedConfig&, Problems&);
void check_shapes(const ResolvedConfig&, Problems&);
void check_crops(const ResolvedConfig&, Problems&);
void check_no_effect(const ResolvedConfig&, Problems&);
void check_patience(const ResolvedConfig&, Problems&);
void check_milestone_too_late(const ResolvedConfig&, Problems&);
void check_annealer_cut_short(const ResolvedConfig&, Problems&);
void check_best_of_training(const ResolvedConfig&, Problems&);
// The doctor: suspicions about the network.
void check_nothing_trains(const ResolvedConfig&, Problems&);
void check_map_collapses(const ResolvedConfig&, Problems&);
void check_window_too_large(const ResolvedConfig&, Problems&);
void check_identical_units(const ResolvedConfig&, Problems&);
void check_relu_before_logits(const ResolvedConfig&, Problems&);
void check_softmax_before_loss(const ResolvedConfig&, Problems&);
void check_batch_of_one(const ResolvedConfig&, Problems&);
void check_last_batch(const ResolvedConfig&, Problems&);
void check_batch_norm_momentum(const ResolvedConfig&, Problems&);
void check_bias_before_norm(const ResolvedConfig&, Problems&);
void check_symbols(const ResolvedConfig&, Problems&);
void check_looks_ahead(const ResolvedConfig&, Problems&);
void check_idle_layer(const ResolvedConfig&, Problems&);
void check_dropout_of_one(const ResolvedConfig&, Problems&);
void check_parameter_groups(const ResolvedConfig&, Problems&);
void check_nesterov(const ResolvedConfig&, Problems&);
void check_dampening(const ResolvedConfig&, Problems&);
void check_accumulation(const ResolvedConfig&, Problems&);
void check_odd_monitors(const ResolvedConfig&, Problems&);
void check_class_weights(const ResolvedConfig&, Problems&);
void check_journal(const ResolvedConfig&, Problems&);
void check_odd_rates(const ResolvedConfig&, Problems&);

}  // namespace mlday

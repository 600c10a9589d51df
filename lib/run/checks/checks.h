// Rules that look across a config's sections, a file each.
#pragma once

#include <string>
#include <vector>

#include "config/problems.h"
#include "run/experiment.h"

namespace mlday {

/// A rule adds what it finds to the problems, under its name.
struct Rule {
  const char* name;
  const char* summary;
  bool warns;  ///< else what it finds is an error, which no config can acknowledge
  void (*check)(const ResolvedConfig&, Problems&);
};

/// The roster of rules, in the order in which they run.
const std::vector<Rule>& rules();
/// The names that `check.expect` knows.
std::vector<std::string> warning_names();

/// Runs every rule. Warnings that the config expects (check.expect) are taken out again; an
/// expected one that did not come is a warning itself.
void check_experiment(const ResolvedConfig& config, Problems& problems);

/// The value at a dotted path of the resolved tree, for its place; the nearest that is there.
const Node& node_at(const Node& tree, const std::string& path);

/// Adds a warning about the value at this path.
void warn(const ResolvedConfig& config, Problems& problems, const std::string& rule,
          const std::string& path, const std::string& message, const std::string& hint);

void check_annealer(const ResolvedConfig&, Problems&);
void check_monitors(const ResolvedConfig&, Problems&);
void check_shapes(const ResolvedConfig&, Problems&);
void check_no_effect(const ResolvedConfig&, Problems&);
void check_patience(const ResolvedConfig&, Problems&);
void check_best_of_training(const ResolvedConfig&, Problems&);

}  // namespace mlday

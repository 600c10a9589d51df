// What can be read off the declarations: help, the reference page, the JSON Schema for editors.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/roster.h"

namespace mlday {

/// Every roster that a config can choose from, found by following the keys from `root`, each once.
std::vector<const AnyRoster*> rosters_below(const AnySpec& root);

/// Every section and kind below `root`, each once, with the path by which help names it
/// ("optimizer.adam", "dataset.gtsrb.validation").
struct DocumentedSpec {
  std::string path;
  const AnySpec* spec;
};
std::vector<DocumentedSpec> specs_below(const AnySpec& root);

/// What `mlday help PATH` prints: of the whole config (empty path), a section, a roster
/// ("optimizer"), a kind ("optimizer.adam", or just "adam"), or a key ("optimizer.adam.lr"). An
/// unknown path is a usage Error that suggests near ones.
std::string help_text(const AnySpec& root, const std::string& path);

/// The names of a roster's kinds with their summaries, or the rosters themselves where `what` is
/// empty. `what` is the roster's noun in singular or plural; `others` are lists that
/// the caller has.
std::string list_text(const AnySpec& root, const std::string& what,
                      const std::vector<std::string>& others = {});

/// docs/reference.md.
std::string reference_page(const AnySpec& root);

/// configs/schema.json (JSON Schema 2020-12).
std::string json_schema(const AnySpec& root);

}  // namespace mlday

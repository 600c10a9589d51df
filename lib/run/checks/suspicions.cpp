// What the data itself made look like a mistake while it was read, by rule.
#include "run/checks/checks.h"

namespace mlday {
namespace {

void tell(const ResolvedConfig& config, const std::string& rule, Problems& problems) {
  for (const auto& found : config.facts->suspicions) {
    if (found.rule != rule) continue;
    if (found.certain)
      problems.error(place_of(config, found.key), "dataset", found.message, found.hint);
    else
      warn(config, problems, rule, found.key, found.message, found.hint);
  }
}

}  // namespace

/// A label that slipped in among the inputs makes every figure worthless (the journal's day 59).
void check_label_leak(const ResolvedConfig& config, Problems& problems) {
  tell(config, "label-leak", problems);
}

void check_mixed_column(const ResolvedConfig& config, Problems& problems) {
  tell(config, "mixed-column", problems);
}

void check_parts_as_classes(const ResolvedConfig& config, Problems& problems) {
  tell(config, "parts-as-classes", problems);
}

}  // namespace mlday

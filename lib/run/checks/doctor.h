// What the rules about networks share: the plan with each layer's readers, and warnings that name a
// layer.
#pragma once

#include <string>
#include <vector>

#include "models/plan.h"
#include "run/checks/checks.h"

namespace mlday {

/// A plan as the rules look at it.
class PlanView {
 public:
  explicit PlanView(const ResolvedConfig& config);

  const std::vector<PlannedLayer>& layers() const { return plan_.layers; }
  const Plan& plan() const { return plan_; }
  /// The layer whose output this one takes; null for the network's input.
  const PlannedLayer* before(const PlannedLayer& layer) const;
  /// The one layer that takes this one's output; null where there is none, or several.
  const PlannedLayer* after(const PlannedLayer& layer) const;

 private:
  Plan plan_;
  std::vector<std::vector<std::size_t>> readers_;
};

/// The settings of a layer, where it has these (`Conv2dOptions`, `DropoutOptions`, ...).
template <class Options>
const Options* options_of(const PlannedLayer& layer) {
  return dynamic_cast<const Options*>(layer.layer.get());
}

/// Whether it has weights that are multiplied with its input.
bool has_weights(const PlannedLayer& layer);

/// Adds a warning at the layer's place in the config, or at the architecture's name.
void warn_of(const ResolvedConfig& config, Problems& problems, const PlannedLayer& layer,
             const std::string& message, const std::string& hint);

}  // namespace mlday

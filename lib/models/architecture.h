// Architectures: networks that a config spells out by layers, or calls by name.
#pragma once

#include "models/init.h"
#include "models/plan.h"

namespace mlday {

struct ArchitectureSettings {
  InitSettings init;
  std::vector<std::string> freeze;

  virtual ~ArchitectureSettings() = default;
  /// The network for such inputs, on paper; `classes` is how many the data has, for nets
  /// whose config does not say.
  Plan plan(const PlanInputs& inputs, std::int64_t classes) const;

 protected:
  virtual Plan layers_for(const PlanInputs& inputs, std::int64_t classes) const = 0;
};

/// The keys that all architectures share.
const Spec<ArchitectureSettings>& architecture_spec();

/// A net that goes by a name.
struct NamedNet : ArchitectureSettings {
  std::optional<std::int64_t> num_classes;

 protected:
  virtual void add_layers(Planner& net, std::int64_t classes) const = 0;

 private:
  Plan layers_for(const PlanInputs& inputs, std::int64_t classes) const final;
};

/// The keys that all nets by name share.
const Spec<NamedNet>& named_net_spec();

const Roster<ArchitectureSettings>& architectures();

}  // namespace mlday

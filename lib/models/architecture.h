// Architectures: networks that a config spells out by layers or, later, calls by name.
#pragma once

#include "models/init.h"
#include "models/plan.h"

namespace mlday {

struct ArchitectureSettings {
  InitSettings init;

  virtual ~ArchitectureSettings() = default;
  /// The network for inputs of this shape, on paper.
  virtual Plan plan(const Shape& input) const = 0;
};

Kind<ArchitectureSettings> spelled_out();

const Roster<ArchitectureSettings>& architectures();

}  // namespace mlday

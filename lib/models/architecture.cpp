// The architectures that `model: {architecture: ...}` knows, and the one that a config spells out.
#include "models/architecture.h"

namespace mlday {
namespace {

struct SpelledOut : ArchitectureSettings {
  LayerList layers;
  Plan plan(const Shape& input) const override { return plan_layers(layers, input); }
};

const Spec<ArchitectureSettings>& architecture_spec() {
  static const auto spec =
      Spec<ArchitectureSettings>("model", "")
          .section("init", &ArchitectureSettings::init, init_spec, "How weights start.");
  return spec;
}

const auto spec = Spec<SpelledOut>("layers", "The layers that the config lists.")
                      .list("layers", &SpelledOut::layers, mlday::layers, "In order.")
                      .inherits(architecture_spec);

}  // namespace

Kind<ArchitectureSettings> spelled_out() { return kind_of<ArchitectureSettings>(spec); }

const Roster<ArchitectureSettings>& architectures() {
  static const Roster<ArchitectureSettings> roster("architecture", "architecture", "layers",
                                                   {
                                                       spelled_out(),
                                                   });
  return roster;
}

}  // namespace mlday

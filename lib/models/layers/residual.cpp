// The sum of a body and of a shortcut around it (He et al., 2016).
#include "models/plan.h"

namespace mlday {
namespace {

struct Residual : Composite {
  LayerList body, shortcut;

  void plan(Planner& planner, const Choice<Layer>& self) const override {
    const Planner::Scope scope(planner, name);
    const Place start = planner.here();
    planner.add(body);
    const Place end = planner.here();
    planner.go_to(start);
    planner.add(shortcut);
    planner.join(Join::add, {end, planner.here()}, self.mark());
  }
};

const auto residual_spec =
    Spec<Residual>("residual", "The sum of a body and a shortcut around it (He et al., 2016).")
        .list("body", &Residual::body, mlday::layers, "What is learned beside the identity.")
        .list("shortcut", &Residual::shortcut, mlday::layers,
              "What the input passes through on its way around the body; by default nothing.")
        .may_be_absent()
        .elsewhere({"downsample", "skip"})
        .short_form("body")
        .inherits(layer_spec);

}  // namespace

Kind<Layer> residual() { return kind_of<Layer>(residual_spec); }

}  // namespace mlday

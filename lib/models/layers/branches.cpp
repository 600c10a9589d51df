// Several ways from the same input, side by side (Inception, Szegedy et al., 2015).
#include "core/error.h"
#include "models/plan.h"

namespace mlday {
namespace {

struct Path {
  std::string name;
  LayerList layers;
};

const Spec<Path>& path_spec() {
  static const auto spec =
      Spec<Path>("path", "One of the branches.")
          .list("layers", &Path::layers, mlday::layers, "In order; none hands the input on.")
          .key("name", &Path::name, anything(), "Put before the names of its layers.")
          .short_form("layers");
  return spec;
}

struct Branches : Composite {
  std::vector<Path> paths;
  std::string join = "concat";

  void plan(Planner& planner, const Choice<Layer>& self) const override {
    if (paths.empty()) throw PlanError("`branches` has no path: list at least one", self.mark());
    const Planner::Scope scope(planner, name);
    const Place start = planner.here();
    std::vector<Place> ends;
    for (const auto& path : paths) {
      const Planner::Scope inner(planner, path.name);
      planner.go_to(start);
      planner.add(path.layers);
      ends.push_back(planner.here());
    }
    planner.join(join == "add" ? Join::add : Join::concat, std::move(ends), self.mark());
  }
};

const auto branches_spec =
    Spec<Branches>("branches", "Lists of layers side by side from the same input.")
        .section_list("paths", &Branches::paths, path_spec, "The lists of layers.")
        .elsewhere({"branches"})
        .key("join", &Branches::join, one_of({"concat", "add"}),
             "Whether their outputs are put together channel after channel, or added.")
        .short_form("paths")
        .inherits(layer_spec);

}  // namespace

Kind<Layer> branches() { return kind_of<Layer>(branches_spec); }

}  // namespace mlday

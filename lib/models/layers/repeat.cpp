// The same layers several times in a row, each time with weights of their own.
#include "models/plan.h"

namespace mlday {
namespace {

struct Repeat : Composite {
  std::int64_t repeat = 1;
  LayerList layers;

  void plan(Planner& planner, const Choice<Layer>&) const override {
    for (std::int64_t i = 0; i < repeat; ++i) {
      const Planner::Scope scope(planner, name.empty() ? "" : name + "." + std::to_string(i));
      planner.add(layers);
    }
  }
};

const auto repeat_spec =
    Spec<Repeat>("repeat", "The layers below, this many times in a row.")
        .key("repeat", &Repeat::repeat, between(1, 10'000), "How many times.")
        .list("layers", &Repeat::layers, mlday::layers, "What is repeated.")
        .key("name", &Repeat::name, anything(),
             "Put before the names of its layers, with the number of the time: name.0.conv2d_1.")
        .keys_beside_name();

}  // namespace

Kind<Layer> repeat() { return kind_of<Layer>(repeat_spec); }

}  // namespace mlday

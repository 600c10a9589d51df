// The same layers several times in a row, each time with weights of their own.
#include "core/error.h"
#include "models/module.h"

namespace mlday {
namespace {

struct Repeat : Layer {
  std::int64_t repeat = 1;
  LayerList layers;

  void plan(Planner& planner, const std::string&) const override {
    for (std::int64_t i = 0; i < repeat; ++i) planner.add(layers);
  }
  // A repeat is planned as the layers that it stands for and never as itself.
  Shape output(const Shape& input) const override { return input; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    throw std::logic_error("a repeat has no module of its own");
  }
};

const auto spec = Spec<Repeat>("repeat", "The layers below, this many times in a row.")
                      .key("repeat", &Repeat::repeat, between(1, 10'000), "How many times.")
                      .list("layers", &Repeat::layers, mlday::layers, "What is repeated.")
                      .keys_beside_name();

}  // namespace

Kind<Layer> repeat() { return kind_of<Layer>(spec); }

}  // namespace mlday

// A picture's values in one row, channel by channel.
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

class FlattenModule : public UnaryModule {
 public:
  torch::Tensor forward(const torch::Tensor& input) override { return input.flatten(1); }
  /// (Between stages all values lie in one row.)
  bool fuse(std::int64_t, std::vector<fused::StagePtr>&) override { return true; }
};

struct Flatten : Layer {
  Shape output(const Shape& input) const override { return {element_count(input)}; }
  Reach reach() const override { return {.everything = true}; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<FlattenModule>();
  }
};

const auto flatten_spec =
    Spec<Flatten>("flatten", "All values in one row, channel by channel.").inherits(layer_spec);

}  // namespace

Kind<Layer> flatten() { return kind_of<Layer>(flatten_spec); }

Choice<Layer> make::flatten(const std::string& name) { return made<Flatten>("flatten", name); }

}  // namespace mlday

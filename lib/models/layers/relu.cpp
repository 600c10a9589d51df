// max(x, 0).
#include "models/module.h"

namespace mlday {
namespace {

class ReluModule : public LayerModule {
 public:
  torch::Tensor forward(const torch::Tensor& input) override { return torch::relu(input); }
};

struct Relu : Layer {
  Shape output(const Shape& input) const override { return input; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<ReluModule>();
  }
};

const auto spec = Spec<Relu>("relu", "max(x, 0) of every value.").inherits(layer_spec);

}  // namespace

Kind<Layer> relu() { return kind_of<Layer>(spec); }

}  // namespace mlday

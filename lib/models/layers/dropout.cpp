// Dropout (Srivastava et al., 2014), inverted: while training, values are zeroed with probability p
// and the others divided by 1 - p.
#include "models/module.h"

namespace mlday {
namespace {

struct Dropout : Layer {
  double p = .5;

  Shape output(const Shape& input) const override { return input; }
  std::shared_ptr<LayerModule> build(const Shape&) const override;
};

class DropoutModule : public LayerModule {
 public:
  explicit DropoutModule(double p) : p_(p) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return torch::dropout(input, p_, is_training());
  }

 private:
  double p_;
};

std::shared_ptr<LayerModule> Dropout::build(const Shape&) const {
  return std::make_shared<DropoutModule>(p);
}

const auto spec = Spec<Dropout>("dropout", "Zeroes values at random while training.")
                      .key("p", &Dropout::p, between(0, 1), "Probability of being zeroed.")
                      .elsewhere({"rate", "keep_prob", "prob"})
                      .short_form("p")
                      .inherits(layer_spec);

}  // namespace

Kind<Layer> dropout() { return kind_of<Layer>(spec); }

}  // namespace mlday

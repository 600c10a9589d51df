// PReLU (He et al., 2015): a ReLU that keeps a learned part of negative values, weights [1] or one
// for each channel (PyTorch's PReLU; its channels are the first dimension).
#include "core/error.h"
#include "models/module.h"

namespace mlday {
namespace {

struct Prelu : Layer {
  std::int64_t num_parameters = 1;
  double start = .25;

  Shape output(const Shape& input) const override {
    if (num_parameters != 1 && (input.empty() || input[0] != num_parameters))
      throw Error("num_parameters: " + std::to_string(num_parameters) +
                  " is neither 1 nor the number of channels of its input, " + shape_text(input));
    return input;
  }
  LayerCost cost(const Shape& input) const override {
    return {.parameters = num_parameters, .multiply_adds = element_count(input)};
  }
  bool takes_varying() const override { return num_parameters == 1; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class PreluModule : public UnaryModule {
 public:
  explicit PreluModule(const Prelu& settings) {
    weight_ = register_parameter("weight", torch::full({settings.num_parameters}, settings.start));
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    return torch::prelu(input, weight_);
  }
  /// Shrinking it would make it a plain ReLU (PyTorch's advice).
  bool holds_weights() const override { return false; }

 private:
  torch::Tensor weight_;
};

std::shared_ptr<LayerModule> Prelu::build(const Shape&) const {
  return std::make_shared<PreluModule>(*this);
}

const auto prelu_spec =
    Spec<Prelu>("prelu", "A ReLU that keeps a learned part of negative values (He et al., 2015).")
        .also_called({"PReLU"})
        .key("num_parameters", &Prelu::num_parameters, extent(),
             "One part for all values, or as many as the input has channels.")
        .key("start", &Prelu::start, anything(), "What the part begins with.")
        .elsewhere({"init"})
        .inherits(freezable_layer_spec);

}  // namespace

Kind<Layer> prelu() { return kind_of<Layer>(prelu_spec); }

}  // namespace mlday

// Functions of each value alone, and softmax over the features.
#include "fused/activations.h"

#include <torch/nn/functional/activation.h>

#include "core/error.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

/// A layer that computes a function of its settings and input, and holds nothing.
template <class Settings>
class FunctionModule : public UnaryModule {
 public:
  explicit FunctionModule(Settings settings) : settings_(std::move(settings)) {}
  torch::Tensor forward(const torch::Tensor& input) override { return settings_.apply(input); }
  bool fuse(std::int64_t features, std::vector<fused::StagePtr>& stages) override {
    auto stage = settings_.stage(features);
    if (!stage) return false;
    stages.push_back(std::move(stage));
    return true;
  }
  fused::PictureOperationPtr fuse_pictures(const Shape&) override { return settings_.operation(); }

 private:
  Settings settings_;
};

template <class Settings>
struct Activation : Layer, Settings {
  Shape output(const Shape& input) const override {
    if (!Settings::each_alone && input.back() == varies)
      throw Error("its shares would be over the steps, which differ in number");
    return input;
  }
  bool takes_varying() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<FunctionModule<Settings>>(*this);
  }
};

struct OfEach {
  static constexpr bool each_alone = true;  ///< what a value becomes depends on no other
  fused::StagePtr stage(std::int64_t) const { return nullptr; }
  fused::PictureOperationPtr operation() const { return nullptr; }
};
struct Relu : OfEach {
  torch::Tensor apply(const torch::Tensor& x) const { return torch::relu(x); }
  fused::StagePtr stage(std::int64_t features) const { return fused::relu(features); }
  fused::PictureOperationPtr operation() const { return fused::picture_relu(); }
};
struct LeakyRelu : OfEach {
  double negative_slope = .01;
  torch::Tensor apply(const torch::Tensor& x) const { return torch::leaky_relu(x, negative_slope); }
  fused::StagePtr stage(std::int64_t features) const {
    return negative_slope > 0 ? fused::leaky_relu(features, static_cast<float>(negative_slope))
                              : nullptr;
  }
};
struct Elu : OfEach {
  double alpha = 1;
  torch::Tensor apply(const torch::Tensor& x) const { return torch::elu(x, alpha); }
};
struct Gelu : OfEach {
  std::string approximate = "none";
  torch::Tensor apply(const torch::Tensor& x) const { return torch::gelu(x, approximate); }
};
struct Silu : OfEach {
  torch::Tensor apply(const torch::Tensor& x) const { return torch::silu(x); }
};
struct Tanh : OfEach {
  torch::Tensor apply(const torch::Tensor& x) const { return torch::tanh(x); }
  fused::StagePtr stage(std::int64_t features) const { return fused::tanh(features); }
};
struct Sigmoid : OfEach {
  torch::Tensor apply(const torch::Tensor& x) const { return torch::sigmoid(x); }
  fused::StagePtr stage(std::int64_t features) const { return fused::sigmoid(features); }
};
/// Over the features: the channels of a picture, the last dimension of a vector or a sequence.
struct Softmax {
  static constexpr bool each_alone = false;
  fused::StagePtr stage(std::int64_t) const { return nullptr; }
  fused::PictureOperationPtr operation() const { return nullptr; }
  torch::Tensor apply(const torch::Tensor& x) const {
    return torch::softmax(x, x.dim() == 4 ? 1 : -1);
  }
};

template <class Settings>
Spec<Activation<Settings>> activation_spec(const std::string& name, const std::string& summary) {
  return Spec<Activation<Settings>>(name, summary).inherits(layer_spec);
}

const auto relu_spec = activation_spec<Relu>("relu", "max(x, 0) of every value.");
const auto leaky_relu_spec =
    activation_spec<LeakyRelu>("leaky_relu", "x where it is positive, else a small part of it.")
        .key("negative_slope", &Activation<LeakyRelu>::negative_slope, at_least(0),
             "The part of negative values that is kept.")
        .elsewhere({"alpha"})
        .short_form("negative_slope");
const auto elu_spec =
    activation_spec<Elu>(
        "elu", "x where it is positive, else alpha * (exp(x) - 1) (Clevert et al., 2016).")
        .key("alpha", &Activation<Elu>::alpha, positive(), "Minus the value far below zero.")
        .short_form("alpha");
const auto gelu_spec =
    activation_spec<Gelu>("gelu", "x * P(normal <= x) (Hendrycks and Gimpel, 2016).")
        .key("approximate", &Activation<Gelu>::approximate, one_of({"none", "tanh"}),
             "tanh computes it by an approximation.");
const auto silu_spec =
    activation_spec<Silu>("silu", "x * sigmoid(x), also called swish.").also_called({"swish"});
const auto tanh_spec = activation_spec<Tanh>("tanh", "Hyperbolic tangent of every value.");
const auto sigmoid_spec = activation_spec<Sigmoid>("sigmoid", "1 / (1 + exp(-x)) of every value.");
const auto softmax_spec = activation_spec<Softmax>(
    "softmax", "Shares that sum to 1, over the channels of a picture or the last dimension.");

}  // namespace

Kind<Layer> elu() { return kind_of<Layer>(elu_spec); }
Kind<Layer> gelu() { return kind_of<Layer>(gelu_spec); }
Kind<Layer> leaky_relu() { return kind_of<Layer>(leaky_relu_spec); }
Kind<Layer> relu() { return kind_of<Layer>(relu_spec); }
Kind<Layer> sigmoid() { return kind_of<Layer>(sigmoid_spec); }
Kind<Layer> silu() { return kind_of<Layer>(silu_spec); }
Kind<Layer> softmax() { return kind_of<Layer>(softmax_spec); }
Kind<Layer> tanh_layer() { return kind_of<Layer>(tanh_spec); }

Choice<Layer> make::relu(const std::string& name) { return made<Activation<Relu>>("relu", name); }
Choice<Layer> make::sigmoid(const std::string& name) {
  return made<Activation<Sigmoid>>("sigmoid", name);
}
Choice<Layer> make::tanh(const std::string& name) { return made<Activation<Tanh>>("tanh", name); }

}  // namespace mlday

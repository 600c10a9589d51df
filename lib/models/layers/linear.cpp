// Fully connected layer, weights [out_features, in_features] (PyTorch's Linear, Keras' Dense).
#include "fused/linear.h"

#include <torch/nn/functional/linear.h>

#include "fused/gradient.h"
#include "models/layers/fit.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

struct Linear : Layer, LinearOptions {
  Shape output(const Shape& input) const override {
    if (input.empty() || input.size() > 2)
      throw Error("it needs a vector, but its input is " + shape_text(input) +
                  ": put `flatten` before it");
    require_features(input);
    Shape result = input;
    result.back() = out_features;
    return result;
  }
  bool takes_varying() const override { return true; }

  LayerCost cost(const Shape& input) const override {
    const auto weights = product({input.back(), out_features});
    return {.parameters = weights + (bias ? out_features : 0),
            .multiply_adds = product({out_features, element_count(input)})};
  }

  Reach reach() const override { return {.everything = true}; }

  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class LinearModule : public UnaryModule {
 public:
  LinearModule(const Linear& settings, std::int64_t in_features) {
    weight_ = register_parameter("weight", torch::empty({settings.out_features, in_features}));
    if (settings.bias) bias_ = register_parameter("bias", torch::empty(settings.out_features));
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    return torch::nn::functional::linear(input, weight_, bias_);
  }
  bool fuse(std::int64_t, std::vector<fused::StagePtr>& stages) override {
    if (!fused::is_plain(weight_) || (bias_.defined() && !fused::is_plain(bias_))) return false;
    stages.push_back(fused::linear(weight_, bias_));
    return true;
  }

 private:
  torch::Tensor weight_, bias_;
};

std::shared_ptr<LayerModule> Linear::build(const Shape& input) const {
  return std::make_shared<LinearModule>(*this, input.back());
}

const auto linear_spec =
    Spec<Linear>("linear", "Fully connected layer over the last dimension.")
        .also_called({"Dense", "fc", "fully_connected"})
        .required("out_features", &Linear::out_features, extent(), "Number of outputs.")
        .elsewhere({"units", "out_channels", "neurons"})
        .key("bias", &Linear::bias, anything(), "Whether each output adds a number of its own.")
        .elsewhere({"use_bias"})
        .short_form("out_features")
        .inherits(weighted_layer_spec);

}  // namespace

Kind<Layer> linear() { return kind_of<Layer>(linear_spec); }

Choice<Layer> make::linear(const std::string& name, const LinearOptions& options) {
  return made<Linear>("linear", name, options);
}

}  // namespace mlday

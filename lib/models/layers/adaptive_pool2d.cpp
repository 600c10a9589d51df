// Pooling to a size of the output's own, whatever the input's: [C, H, W] to [C, size] (PyTorch's
// AdaptiveAvgPool2d).
#include <torch/nn/functional/pooling.h>

#include "models/layers/fit.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

template <Pooling pooling>
class AdaptiveModule : public UnaryModule {
 public:
  explicit AdaptiveModule(Size2 size) : size_{size.height, size.width} {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return pooling == Pooling::average ? torch::adaptive_avg_pool2d(input, size_)
                                       : std::get<0>(torch::adaptive_max_pool2d(input, size_));
  }

 private:
  std::vector<std::int64_t> size_;
};

template <Pooling pooling>
struct Adaptive : Layer {
  Size2 output_size;

  Shape output(const Shape& input) const override {
    require_picture(input);
    return {input[0], output_size.height, output_size.width};
  }
  Reach reach() const override { return {.everything = true}; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<AdaptiveModule<pooling>>(output_size);
  }
};

template <Pooling pooling>
Spec<Adaptive<pooling>> adaptive_spec(const std::string& name, const std::string& what) {
  return Spec<Adaptive<pooling>>(name, what + " of parts of the picture, as many as wanted.")
      .required("output_size", &Adaptive<pooling>::output_size, extent(),
                "Height and width of the output.")
      .short_form("output_size")
      .inherits(layer_spec);
}

const auto adaptive_avg_spec = adaptive_spec<Pooling::average>("adaptive_avg_pool2d", "The mean");
const auto adaptive_max_spec =
    adaptive_spec<Pooling::maximum>("adaptive_max_pool2d", "The largest value");

}  // namespace

Kind<Layer> adaptive_avg_pool2d() { return kind_of<Layer>(adaptive_avg_spec); }
Kind<Layer> adaptive_max_pool2d() { return kind_of<Layer>(adaptive_max_spec); }

Choice<Layer> make::adaptive_avg_pool2d(const std::string& name, Size2 output_size) {
  auto layer = std::make_shared<Adaptive<Pooling::average>>();
  layer->name = name;
  layer->output_size = output_size;
  return {"adaptive_avg_pool2d", std::move(layer)};
}

}  // namespace mlday

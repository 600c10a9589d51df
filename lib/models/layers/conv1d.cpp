// 1-D convolution over [channels, length], weights [out_channels, in_channels / groups, size]
// (PyTorch's Conv1d).
#include <torch/nn/functional/padding.h>
#include <torch/nn/modules/conv.h>

#include "core/error.h"
#include "models/layers/fit.h"
#include "models/layers/line.h"
#include "models/module.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

struct Conv1d : Layer {
  std::int64_t out_channels = 0, kernel_size = 0, stride = 1, dilation = 1, groups = 1;
  LinePadding padding;
  bool bias = true;

  Window window() const { return line_window(kernel_size, stride, padding, dilation); }

  Shape output(const Shape& input) const override {
    const auto length = window().output(as_picture(input)).width;
    require_groups(groups, input[0], out_channels);
    return {out_channels, length};
  }
  LayerCost cost(const Shape& input) const override {
    const auto weights = product({out_channels, input[0] / groups, kernel_size});
    return {.parameters = weights + (bias ? out_channels : 0),
            .multiply_adds = product({weights, output(input)[1]})};
  }
  Reach reach() const override { return window().reach(); }
  bool looks_ahead() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class Conv1dModule : public UnaryModule {
 public:
  Conv1dModule(const Conv1d& settings, const Shape& input)
      : margins_(settings.window().margins(as_picture(input))),
        stride_(settings.stride),
        dilation_(settings.dilation),
        groups_(settings.groups) {
    weight_ = register_parameter(
        "weight",
        torch::empty({settings.out_channels, input[0] / settings.groups, settings.kernel_size}));
    if (settings.bias) bias_ = register_parameter("bias", torch::empty(settings.out_channels));
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    if (margins_.symmetric())
      return torch::conv1d(input, weight_, bias_, stride_, margins_.left, dilation_, groups_);
    const auto padded = F::pad(input, F::PadFuncOptions({margins_.left, margins_.right}));
    constexpr std::int64_t no_padding = 0;
    return torch::conv1d(padded, weight_, bias_, stride_, no_padding, dilation_, groups_);
  }

 private:
  Margins margins_;
  torch::Tensor weight_, bias_;
  std::int64_t stride_, dilation_, groups_;
};

std::shared_ptr<LayerModule> Conv1d::build(const Shape& input) const {
  return std::make_shared<Conv1dModule>(*this, input);
}

const auto conv1d_spec =
    Spec<Conv1d>("conv1d", "1-D convolution over [channels, length].")
        .also_called({"Convolution1D"})
        .required("out_channels", &Conv1d::out_channels, extent(), "Number of filters.")
        .elsewhere({"filters", "out_features", "units"})
        .required("kernel_size", &Conv1d::kernel_size, extent(), "Length of the filters.")
        .key("stride", &Conv1d::stride, extent(), "Step of the window.")
        .elsewhere({"strides"})
        .key("padding", &Conv1d::padding, anything(),
             "same (Keras: output = input / stride, rounded up), valid, or steps on each side.")
        .key("dilation", &Conv1d::dilation, extent(), "Distance of the filter's points.")
        .elsewhere({"dilation_rate"})
        .key("groups", &Conv1d::groups, extent(), "Channels are split into this many parts.")
        .key("bias", &Conv1d::bias, anything(), "Whether each filter adds a number of its own.")
        .elsewhere({"use_bias"})
        .inherits(weighted_layer_spec);

}  // namespace

Kind<Layer> conv1d() { return kind_of<Layer>(conv1d_spec); }

}  // namespace mlday

// 2-D convolution, weights [out_channels, in_channels / groups, height, width] (PyTorch's Conv2d).
#include <torch/nn/functional/padding.h>
#include <torch/nn/modules/conv.h>

#include "core/error.h"
#include "fused/gradient.h"
#include "models/layers/fit.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

struct Conv2d : Layer, Conv2dOptions {
  Window window() const { return {kernel_size, stride, padding, dilation}; }

  Shape output(const Shape& input) const override {
    const Size2 size = window().output(input);
    require_groups(groups, input[0], out_channels);
    return {out_channels, size.height, size.width};
  }

  LayerCost cost(const Shape& input) const override {
    const auto weights =
        product({out_channels, input[0] / groups, kernel_size.height, kernel_size.width});
    const Size2 size = window().output(input);
    return {.parameters = weights + (bias ? out_channels : 0),
            .multiply_adds = product({weights, size.height, size.width})};
  }

  Reach reach() const override { return window().reach(); }

  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class Conv2dModule : public UnaryModule {
 public:
  Conv2dModule(const Conv2d& settings, const Shape& input)
      : margins_(settings.window().margins(input)) {
    const auto& kernel = settings.kernel_size;
    weight_ = register_parameter(
        "weight", torch::empty({settings.out_channels, input[0] / settings.groups, kernel.height,
                                kernel.width}));
    if (settings.bias) bias_ = register_parameter("bias", torch::empty(settings.out_channels));
    stride_ = {settings.stride.height, settings.stride.width};
    dilation_ = {settings.dilation.height, settings.dilation.width};
    groups_ = settings.groups;
    padding_ = {margins_.top, margins_.left};
  }

  torch::Tensor forward(const torch::Tensor& input) override {
    if (margins_.symmetric())
      return torch::conv2d(input, weight_, bias_, stride_, padding_, dilation_, groups_);
    const std::vector<std::int64_t> no_padding{0, 0};
    const auto padded = F::pad(
        input, F::PadFuncOptions({margins_.left, margins_.right, margins_.top, margins_.bottom}));
    return torch::conv2d(padded, weight_, bias_, stride_, no_padding, dilation_, groups_);
  }

  fused::PictureOperationPtr fuse_pictures(const Shape&) override {
    if (!fused::is_plain(weight_) || (bias_.defined() && !fused::is_plain(bias_))) return nullptr;
    return fused::conv2d(weight_, bias_,
                         {.kernel = {weight_.size(2), weight_.size(3)},
                          .stride = {stride_[0], stride_[1]},
                          .dilation = {dilation_[0], dilation_[1]},
                          .before = {margins_.top, margins_.left},
                          .after = {margins_.bottom, margins_.right}},
                         groups_);
  }

 private:
  Margins margins_;
  torch::Tensor weight_, bias_;
  std::vector<std::int64_t> stride_, dilation_, padding_;
  std::int64_t groups_ = 1;
};

std::shared_ptr<LayerModule> Conv2d::build(const Shape& input) const {
  return std::make_shared<Conv2dModule>(*this, input);
}

const auto conv2d_spec =
    Spec<Conv2d>("conv2d", "2-D convolution over [channels, height, width].")
        .also_called({"Convolution2D"})
        .required("out_channels", &Conv2d::out_channels, extent(), "Number of filters.")
        .elsewhere({"filters", "out_features", "units"})
        .required("kernel_size", &Conv2d::kernel_size, extent(), "Size of the filters.")
        .key("stride", &Conv2d::stride, extent(), "Step of the window.")
        .elsewhere({"strides"})
        .key("padding", &Conv2d::padding, anything(),
             "same (Keras: output = input / stride, rounded up), valid, or pixels on each side.")
        .key("dilation", &Conv2d::dilation, extent(), "Distance of the filter's points.")
        .elsewhere({"dilation_rate"})
        .key("groups", &Conv2d::groups, extent(), "Channels are split into this many parts.")
        .key("bias", &Conv2d::bias, anything(), "Whether each filter adds a number of its own.")
        .elsewhere({"use_bias"})
        .inherits(weighted_layer_spec);

}  // namespace

Kind<Layer> conv2d() { return kind_of<Layer>(conv2d_spec); }

Choice<Layer> make::conv2d(const std::string& name, const Conv2dOptions& options) {
  return made<Conv2d>("conv2d", name, options);
}

}  // namespace mlday

// Transposed convolutions over [C, L] and [C, H, W]: the gradient of a convolution, used to grow
// maps. Weights [in_channels, out_channels / groups, ...] (PyTorch's ConvTranspose1d and 2d).
#include <torch/nn/functional/conv.h>

#include "core/error.h"
#include "models/layers/fit.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

/// Extents [height, width] of a picture; of a sequence its length twice, the first unused.
template <int dimensions>
struct ConvTranspose : Layer {
  std::int64_t out_channels = 0, groups = 1;
  Size2 kernel_size, stride{1, 1}, padding{0, 0}, output_padding{0, 0}, dilation{1, 1};
  bool bias = true;

  static std::vector<std::int64_t> extents(const Size2& size) {
    if (dimensions == 1) return {size.width};
    return {size.height, size.width};
  }
  std::int64_t window_points() const { return product(extents(kernel_size)); }

  Shape output(const Shape& input) const override {
    if (input.size() != 1 + dimensions)
      throw Error(std::string(dimensions == 1 ? "it needs a sequence (channels x length)"
                                              : "it needs a picture (channels x height x width)") +
                  ", but its input is " + shape_text(input));
    require_groups(groups, input[0], out_channels);
    const auto kernel = extents(kernel_size), step = extents(stride), margin = extents(padding),
               extra = extents(output_padding), spread = extents(dilation);
    Shape result{out_channels};
    for (std::size_t i = 0; i < dimensions; ++i) {
      if (extra[i] >= std::max(step[i], spread[i]))
        throw Error("output_padding must be smaller than stride or dilation");
      result.push_back((input[i + 1] - 1) * step[i] - 2 * margin[i] + spread[i] * (kernel[i] - 1) +
                       extra[i] + 1);
      if (result.back() < 1)
        throw Error("its padding leaves nothing of its input of " + shape_text(input));
    }
    return result;
  }
  LayerCost cost(const Shape& input) const override {
    const auto weights = product({input[0], out_channels / groups, window_points()});
    return {.parameters = weights + (bias ? out_channels : 0),
            .multiply_adds = product({weights, element_count(input) / input[0]})};
  }
  bool looks_ahead() const override { return dimensions == 1; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

template <int dimensions>
class ConvTransposeModule : public UnaryModule {
 public:
  ConvTransposeModule(const ConvTranspose<dimensions>& settings, std::int64_t in_channels)
      : settings_(settings) {
    std::vector<std::int64_t> shape{in_channels, settings.out_channels / settings.groups};
    for (const auto extent : settings.extents(settings.kernel_size)) shape.push_back(extent);
    weight_ = register_parameter("weight", torch::empty(shape));
    if (settings.bias) bias_ = register_parameter("bias", torch::empty(settings.out_channels));
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    const auto& s = settings_;
    const auto convolve = [](auto... arguments) {
      if constexpr (dimensions == 1)
        return torch::conv_transpose1d(arguments...);
      else
        return torch::conv_transpose2d(arguments...);
    };
    return convolve(input, weight_, bias_, s.extents(s.stride), s.extents(s.padding),
                    s.extents(s.output_padding), s.groups, s.extents(s.dilation));
  }

 private:
  ConvTranspose<dimensions> settings_;
  torch::Tensor weight_, bias_;
};

template <int dimensions>
std::shared_ptr<LayerModule> ConvTranspose<dimensions>::build(const Shape& input) const {
  return std::make_shared<ConvTransposeModule<dimensions>>(*this, input[0]);
}

template <int dimensions>
Spec<ConvTranspose<dimensions>> conv_transpose_spec(const std::string& name,
                                                    const std::string& summary) {
  using C = ConvTranspose<dimensions>;
  return Spec<C>(name, summary)
      .required("out_channels", &C::out_channels, extent(), "Number of filters.")
      .elsewhere({"filters", "out_features", "units"})
      .required("kernel_size", &C::kernel_size, extent(), "Size of the filters.")
      .key("stride", &C::stride, extent(), "How many times larger the output is, roughly.")
      .elsewhere({"strides"})
      .key("padding", &C::padding, margin(), "What is cut off on each side of the output.")
      .key("output_padding", &C::output_padding, margin(), "Added on one side of the output.")
      .key("dilation", &C::dilation, extent(), "Distance of the filter's points.")
      .elsewhere({"dilation_rate"})
      .key("groups", &C::groups, extent(), "Channels are split into this many parts.")
      .key("bias", &C::bias, anything(), "Whether each filter adds a number of its own.")
      .elsewhere({"use_bias"})
      .inherits(weighted_layer_spec);
}

const auto conv_transpose1d_spec =
    conv_transpose_spec<1>("conv_transpose1d", "Transposed 1-D convolution: lengthens sequences.")
        .also_called({"Conv1DTranspose", "ConvTranspose1d"});
const auto conv_transpose2d_spec =
    conv_transpose_spec<2>("conv_transpose2d", "Transposed 2-D convolution: enlarges maps.")
        .also_called({"Conv2DTranspose", "ConvTranspose2d"});

}  // namespace

Kind<Layer> conv_transpose1d() { return kind_of<Layer>(conv_transpose1d_spec); }
Kind<Layer> conv_transpose2d() { return kind_of<Layer>(conv_transpose2d_spec); }

}  // namespace mlday

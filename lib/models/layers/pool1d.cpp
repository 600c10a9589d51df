// Max and average pooling over [channels, length]; as over a picture of height 1.
#include <torch/nn/functional/padding.h>
#include <torch/nn/functional/pooling.h>

#include <limits>

#include "models/layers/line.h"
#include "models/module.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

struct Pool1d : Layer {
  std::int64_t kernel_size = 0;
  std::optional<std::int64_t> stride;
  LinePadding padding;

  Window window() const { return line_window(kernel_size, stride.value_or(kernel_size), padding); }
  Shape output(const Shape& input) const override {
    const auto length = window().output(as_picture(input)).width;
    if (padding.mode == Padding::Mode::amount && 2 * padding.amount.width > kernel_size)
      throw Error("its padding is more than half its kernel_size");
    return {input[0], length};
  }
  Reach reach() const override { return window().reach(); }
};

/// Pads on its own: `same` may need one more step after than before.
class Pool1dModule : public UnaryModule {
 public:
  Pool1dModule(const Pool1d& settings, const Shape& input)
      : margins_(settings.window().margins(as_picture(input))),
        kernel_(settings.kernel_size),
        stride_(settings.stride.value_or(settings.kernel_size)),
        same_(settings.padding.mode == Padding::Mode::same) {}

 protected:
  torch::Tensor padded(const torch::Tensor& input, double value) const {
    return F::pad(input, F::PadFuncOptions({margins_.left, margins_.right}).value(value));
  }

  Margins margins_;
  std::int64_t kernel_, stride_;
  bool same_;
};

class MaxPool1dModule : public Pool1dModule {
 public:
  using Pool1dModule::Pool1dModule;
  torch::Tensor forward(const torch::Tensor& input) override {
    constexpr double lowest = -std::numeric_limits<double>::infinity();
    return torch::max_pool1d(padded(input, lowest), kernel_, stride_);
  }
};

/// Padding given in steps counts as zeros (PyTorch); that of `same` is left out of the mean
/// (Keras).
class AvgPool1dModule : public Pool1dModule {
 public:
  using Pool1dModule::Pool1dModule;
  torch::Tensor forward(const torch::Tensor& input) override {
    const auto mean = torch::avg_pool1d(padded(input, 0), kernel_, stride_);
    if (!same_) return mean;
    const auto ones = torch::ones({1, 1, input.size(2)}, input.options());
    return mean / torch::avg_pool1d(padded(ones, 0), kernel_, stride_);
  }
};

template <class Module>
struct PoolOf : Pool1d {
  std::shared_ptr<LayerModule> build(const Shape& input) const override {
    return std::make_shared<Module>(*this, input);
  }
};

template <class Pool>
Spec<Pool> pool1d_spec(const std::string& name, const std::string& summary) {
  return Spec<Pool>(name, summary)
      .required("kernel_size", &Pool::kernel_size, extent(), "Length of the window.")
      .elsewhere({"pool_size"})
      .key("stride", &Pool::stride, extent(), "Step of the window; null takes kernel_size.")
      .elsewhere({"strides"})
      .key("padding", &Pool::padding, anything(),
           "same (Keras: output = input / stride, rounded up), valid, or steps on each side.")
      .short_form("kernel_size")
      .inherits(layer_spec);
}

const auto max_pool1d_spec =
    pool1d_spec<PoolOf<MaxPool1dModule>>("max_pool1d", "The largest value of each stretch.")
        .also_called({"MaxPooling1D"});
const auto avg_pool1d_spec =
    pool1d_spec<PoolOf<AvgPool1dModule>>("avg_pool1d", "The mean of each stretch.")
        .also_called({"AveragePooling1D"});

}  // namespace

Kind<Layer> max_pool1d() { return kind_of<Layer>(max_pool1d_spec); }
Kind<Layer> avg_pool1d() { return kind_of<Layer>(avg_pool1d_spec); }

}  // namespace mlday

// Max and average pooling over [C, H, W]. With padding `same`, max pooling pads with -inf and
// average pooling leaves the padding out of the mean (Keras).
#include <torch/nn/functional/padding.h>
#include <torch/nn/functional/pooling.h>

#include <algorithm>
#include <limits>

#include "core/error.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

struct Pool2d : Layer, PoolOptions {
  Window window() const {
    return {.kernel = kernel_size,
            .stride = stride.value_or(kernel_size),
            .padding = padding,
            .ceil_mode = ceil_mode};
  }
  Reach reach() const override { return window().reach(); }
  std::optional<std::string> idle_setting() const override {
    if (!ceil_mode || padding.mode != Padding::Mode::same) return std::nullopt;
    return "`ceil_mode` has no effect: with padding `same` every value is in a window";
  }

  Shape output(const Shape& input) const override {
    const Size2 size = window().output(input);
    const bool fits =
        padding.mode == Padding::Mode::same || (2 * padding.amount.height <= kernel_size.height &&
                                                2 * padding.amount.width <= kernel_size.width);
    if (!fits)
      throw Error("its padding is more than half its kernel_size: take at most " +
                  std::to_string(std::min(kernel_size.height, kernel_size.width) / 2));
    return {input[0], size.height, size.width};
  }
};

class PoolModule : public UnaryModule {
 public:
  PoolModule(const Pool2d& settings, const Shape& input)
      : window_(settings.window()), margins_(window_.margins(input)) {
    output_ = window_.output(input);
    input_ = {input[1], input[2]};
    kernel_ = {window_.kernel.height, window_.kernel.width};
    stride_ = {window_.stride.height, window_.stride.width};
    asked_ceil_mode_ = settings.ceil_mode && settings.padding.mode == Padding::Mode::amount;
    // Where nothing is added before, LibTorch's ceil_mode may give the same windows without a copy.
    const auto rounded_up = [](std::int64_t in, std::int64_t kernel, std::int64_t stride) {
      return (in - kernel + stride - 1) / stride + 1;
    };
    ceil_mode_ = margins_.top == 0 && margins_.left == 0 &&
                 rounded_up(input[1], kernel_[0], stride_[0]) == output_.height &&
                 rounded_up(input[2], kernel_[1], stride_[1]) == output_.width;
  }

 protected:
  bool direct() const { return margins_.symmetric() || ceil_mode_; }
  bool ceil_mode() const { return asked_ceil_mode_ || (!margins_.symmetric() && ceil_mode_); }
  std::vector<std::int64_t> symmetric_padding() const {
    if (!margins_.symmetric()) return {0, 0};
    return {margins_.top, margins_.left};
  }
  /// The same windows with all that is added said, on the far sides as much as they reach.
  fused::PictureWindow fused_window() const {
    const auto beyond = [](std::int64_t out, std::int64_t stride, std::int64_t kernel,
                           std::int64_t in, std::int64_t before) {
      return std::max<std::int64_t>(0, (out - 1) * stride + kernel - in - before);
    };
    return {.kernel = {kernel_[0], kernel_[1]},
            .stride = {stride_[0], stride_[1]},
            .before = {margins_.top, margins_.left},
            .after = {beyond(output_.height, stride_[0], kernel_[0], input_.height, margins_.top),
                      beyond(output_.width, stride_[1], kernel_[1], input_.width, margins_.left)}};
  }
  torch::Tensor padded(const torch::Tensor& input, double value) const {
    return F::pad(input,
                  F::PadFuncOptions({margins_.left, margins_.right, margins_.top, margins_.bottom})
                      .value(value));
  }

  Window window_;
  Margins margins_;
  Size2 input_, output_;
  std::vector<std::int64_t> kernel_, stride_;
  bool ceil_mode_ = false, asked_ceil_mode_ = false;
};

class MaxPool2dModule : public PoolModule {
 public:
  using PoolModule::PoolModule;
  torch::Tensor forward(const torch::Tensor& input) override {
    if (direct())
      return torch::max_pool2d(input, kernel_, stride_, symmetric_padding(), 1, ceil_mode());
    constexpr double lowest = -std::numeric_limits<double>::infinity();
    return torch::max_pool2d(padded(input, lowest), kernel_, stride_);
  }
  fused::PictureOperationPtr fuse_pictures(const Shape&) override {
    return fused::max_pool(fused_window());
  }
};

class AvgPool2dModule : public PoolModule {
 public:
  AvgPool2dModule(const Pool2d& settings, const Shape& input, bool count_padding)
      : PoolModule(settings, input), count_padding_(count_padding) {
    if (direct()) return;
    // Each window's share of real pixels: 1 in the middle, less at the edges.
    const auto ones = torch::ones({1, 1, input[1], input[2]});
    share_ = torch::avg_pool2d(padded(ones, 0), kernel_, stride_);
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    if (direct())
      return torch::avg_pool2d(input, kernel_, stride_, symmetric_padding(), ceil_mode(),
                               count_padding_);
    return torch::avg_pool2d(padded(input, 0), kernel_, stride_) / share_.to(input.options());
  }
  fused::PictureOperationPtr fuse_pictures(const Shape&) override {
    // (What PyTorch counts of a window that reaches beyond the padding, oneDNN does not.)
    if (asked_ceil_mode_) return nullptr;
    return fused::average_pool(fused_window(), count_padding_ && margins_.symmetric());
  }

 private:
  bool count_padding_;
  torch::Tensor share_;
};

struct MaxPool2d : Pool2d {
  std::shared_ptr<LayerModule> build(const Shape& input) const override {
    return std::make_shared<MaxPool2dModule>(*this, input);
  }
};

struct AvgPool2d : Pool2d {
  bool count_include_pad = true;
  std::shared_ptr<LayerModule> build(const Shape& input) const override {
    const bool count = count_include_pad && padding.mode == Padding::Mode::amount;
    return std::make_shared<AvgPool2dModule>(*this, input, count);
  }
};

template <class Pool>
Spec<Pool> pool_spec(const std::string& name, const std::string& summary) {
  return Spec<Pool>(name, summary)
      .required("kernel_size", &Pool::kernel_size, extent(), "Size of the window.")
      .elsewhere({"pool_size"})
      .key("stride", &Pool::stride, extent(), "Step of the window; null takes kernel_size.")
      .elsewhere({"strides"})
      .key("padding", &Pool::padding, anything(),
           "same (Keras: output = input / stride, rounded up), valid, or pixels on each side.")
      .key("ceil_mode", &Pool::ceil_mode, anything(),
           "Whether a last window that reaches beyond the input counts (PyTorch).")
      .short_form("kernel_size")
      .inherits(layer_spec);
}

const auto max_pool2d_spec = pool_spec<MaxPool2d>("max_pool2d", "The largest value of each window.")
                                 .also_called({"MaxPooling2D"});
const auto avg_pool2d_spec =
    pool_spec<AvgPool2d>("avg_pool2d", "The mean of each window.")
        .also_called({"AveragePooling2D"})
        .key("count_include_pad", &AvgPool2d::count_include_pad, anything(),
             "Whether padding given in pixels counts as zeros in the mean; that "
             "of `same` never does.");

}  // namespace

Kind<Layer> max_pool2d() { return kind_of<Layer>(max_pool2d_spec); }
Kind<Layer> avg_pool2d() { return kind_of<Layer>(avg_pool2d_spec); }

Choice<Layer> make::max_pool2d(const std::string& name, const PoolOptions& options) {
  return made<MaxPool2d>("max_pool2d", name, options);
}
Choice<Layer> make::avg_pool2d(const std::string& name, const PoolOptions& options) {
  return made<AvgPool2d>("avg_pool2d", name, options);
}

}  // namespace mlday

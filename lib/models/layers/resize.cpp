// Pictures made larger: by interpolation, or by zeros around them.
#include <torch/nn/functional/padding.h>
#include <torch/nn/functional/upsampling.h>

#include "models/layers/fit.h"
#include "models/module.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

class UpsampleModule : public UnaryModule {
 public:
  UpsampleModule(Size2 size, bool smooth) : size_{size.height, size.width}, smooth_(smooth) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return smooth_ ? torch::upsample_bilinear2d(input, size_, false)
                   : torch::upsample_nearest2d(input, size_);
  }

 private:
  std::vector<std::int64_t> size_;
  bool smooth_;
};

struct Upsample : Layer {
  Size2 scale_factor;
  std::string mode = "nearest";

  Shape output(const Shape& input) const override {
    require_picture(input);
    return {input[0], product({input[1], scale_factor.height}),
            product({input[2], scale_factor.width})};
  }
  std::shared_ptr<LayerModule> build(const Shape& input) const override {
    const auto size = output(input);
    return std::make_shared<UpsampleModule>(Size2{size[1], size[2]}, mode == "bilinear");
  }
};

class ZeroPadModule : public UnaryModule {
 public:
  explicit ZeroPadModule(Size2 padding) : padding_(padding) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    const auto [y, x] = padding_;
    return F::pad(input, F::PadFuncOptions({x, x, y, y}));
  }

 private:
  Size2 padding_;
};

struct ZeroPad2d : Layer {
  Size2 padding;

  Shape output(const Shape& input) const override {
    require_picture(input);
    return {input[0], input[1] + 2 * padding.height, input[2] + 2 * padding.width};
  }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<ZeroPadModule>(padding);
  }
};

const auto upsample_spec =
    Spec<Upsample>("upsample", "Enlarges pictures a whole number of times.")
        .also_called({"UpSampling2D"})
        .required("scale_factor", &Upsample::scale_factor, extent(), "How many times.")
        .elsewhere({"size"})
        .key("mode", &Upsample::mode, one_of({"nearest", "bilinear"}),
             "Values are repeated, or interpolated (PyTorch, align_corners off).")
        .elsewhere({"interpolation"})
        .short_form("scale_factor")
        .inherits(layer_spec);
const auto zero_pad_spec =
    Spec<ZeroPad2d>("zero_pad2d", "Puts zeros around pictures.")
        .also_called({"ZeroPadding2D"})
        .required("padding", &ZeroPad2d::padding, margin(), "Pixels on each side.")
        .short_form("padding")
        .inherits(layer_spec);

}  // namespace

Kind<Layer> upsample() { return kind_of<Layer>(upsample_spec); }
Kind<Layer> zero_pad2d() { return kind_of<Layer>(zero_pad_spec); }

}  // namespace mlday

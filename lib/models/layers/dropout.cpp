// Dropout (Srivastava et al., 2014), inverted: while training, values are zeroed with probability p
// and the others divided by 1 - p.
#include "fused/dropout.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/error.h"
#include "fused/dropped.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

/// Single values, or (`channels`) whole channels of a sequence or a picture.
template <bool channels>
struct Dropout : Layer, DropoutOptions {
  Shape output(const Shape& input) const override {
    if (channels && input.size() < 2)
      throw Error("it drops whole channels, but its input is " + shape_text(input) +
                  ": take `dropout`");
    return input;
  }
  bool takes_varying() const override { return !channels; }
  std::shared_ptr<LayerModule> build(const Shape&) const override;
};

/// The values [N, ...] without those that are dropped. Nothing is remembered for the way back but
/// the seed.
struct DropValues : torch::autograd::Function<DropValues> {
  static torch::Tensor without(const fused::Dropped& dropped, const torch::Tensor& values) {
    const auto in = values.contiguous();
    auto out = torch::empty_like(in);
    const auto* from = in.data_ptr<float>();
    auto* to = out.data_ptr<float>();
    at::parallel_for(0, in.numel(), 1 << 14, [&](std::int64_t begin, std::int64_t end) {
      fused::drop(dropped, from + begin, to + begin, end - begin, static_cast<std::uint32_t>(begin),
                  1);
    });
    return out;
  }
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& input, double p) {
    const auto dropped = fused::Dropped::draw(p);
    context->saved_data["seed"] =
        std::vector<std::int64_t>{dropped.first, dropped.second, dropped.threshold};
    context->saved_data["factor"] = static_cast<double>(dropped.factor);
    return without(dropped, input);
  }
  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               torch::autograd::tensor_list gradients) {
    const auto seed = context->saved_data["seed"].toIntVector();
    const fused::Dropped dropped{
        .first = static_cast<std::uint32_t>(seed[0]),
        .second = static_cast<std::uint32_t>(seed[1]),
        .threshold = static_cast<std::uint32_t>(seed[2]),
        .factor = static_cast<float>(context->saved_data["factor"].toDouble())};
    return {without(dropped, gradients[0]), {}};
  }
};

template <bool channels>
class DropoutModule : public UnaryModule {
 public:
  explicit DropoutModule(double p) : p_(p) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    if (channels) return torch::feature_dropout(input, p_, is_training());
    // LibTorch draws its random numbers one after the other, on a single thread.
    const bool is_plain = input.is_cpu() && input.scalar_type() == torch::kFloat32;
    if (is_training() && is_plain && p_ > 0 && p_ < 1) return DropValues::apply(input, p_);
    return torch::dropout(input, p_, is_training());
  }
  bool fuse(std::int64_t features, std::vector<fused::StagePtr>& stages) override {
    if (channels) return false;
    stages.push_back(fused::dropout(features, p_));
    return true;
  }
  fused::PictureOperationPtr fuse_pictures(const Shape&) override {
    return channels || p_ == 0 || p_ == 1 ? nullptr : fused::picture_dropout(p_);
  }

 private:
  double p_;
};

template <bool channels>
std::shared_ptr<LayerModule> Dropout<channels>::build(const Shape&) const {
  return std::make_shared<DropoutModule<channels>>(p);
}

template <bool channels>
Spec<Dropout<channels>> dropout_spec(const std::string& name, const std::string& summary) {
  return Spec<Dropout<channels>>(name, summary)
      .key("p", &Dropout<channels>::p, between(0, 1), "Probability of being zeroed.")
      .elsewhere({"rate", "keep_prob", "prob"})
      .short_form("p")
      .inherits(layer_spec);
}

const auto plain_dropout_spec =
    dropout_spec<false>("dropout", "Zeroes values at random while training.");
const auto dropout1d_spec = dropout_spec<true>(
    "dropout1d", "Zeroes whole channels of a sequence at random while training.");
const auto dropout2d_spec =
    dropout_spec<true>("dropout2d", "Zeroes whole channels of a picture at random while training.")
        .also_called({"SpatialDropout2D"});

}  // namespace

Kind<Layer> dropout() { return kind_of<Layer>(plain_dropout_spec); }
Kind<Layer> dropout1d() { return kind_of<Layer>(dropout1d_spec); }
Kind<Layer> dropout2d() { return kind_of<Layer>(dropout2d_spec); }

Choice<Layer> make::dropout(const std::string& name, double p) {
  return made<Dropout<false>>("dropout", name, DropoutOptions{p});
}

}  // namespace mlday

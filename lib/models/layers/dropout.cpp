// Dropout (Srivastava et al., 2014), inverted: while training, values are zeroed with probability p
// and the others divided by 1 - p.
#include "fused/dropout.h"

#include "core/error.h"
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

template <bool channels>
class DropoutModule : public UnaryModule {
 public:
  explicit DropoutModule(double p) : p_(p) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return channels ? torch::feature_dropout(input, p_, is_training())
                    : torch::dropout(input, p_, is_training());
  }
  bool fuse(std::int64_t features, std::vector<fused::StagePtr>& stages) override {
    if (channels) return false;
    stages.push_back(fused::dropout(features, p_));
    return true;
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

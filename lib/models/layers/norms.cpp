// Normalization over a sample's own values: layer norm (Ba et al., 2016), group norm (Wu and He,
// 2018), and AlexNet's local response norm (Krizhevsky et al., 2012). All are PyTorch's.
#include <torch/nn/functional/normalization.h>

#include "models/layers/fit.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

namespace F = torch::nn::functional;

/// Holds a scale and a shift, if they are learned.
class AffineModule : public UnaryModule {
 public:
  AffineModule(bool affine, const Shape& shape) {
    if (!affine) return;
    weight_ = register_parameter("weight", torch::ones(shape));
    bias_ = register_parameter("bias", torch::zeros(shape));
  }
  /// They start as ones and zeros, whatever the model's weights start as.
  void start(const InitSettings&, const StreamOf&) override {}
  bool holds_weights() const override { return false; }

 protected:
  torch::Tensor weight_, bias_;
};

struct LayerNorm : Layer {
  double eps = 1e-5;
  bool affine = true;

  /// The last dimension of a vector or a sequence, all of a picture.
  static Shape normalized(const Shape& input) {
    return input.size() <= 2 ? Shape{input.back()} : input;
  }
  Shape output(const Shape& input) const override {
    if (input.empty()) throw Error("it needs an input with features");
    if (input.size() <= 2) require_features(input);
    return input;
  }
  /// Each step of a sequence is normalized alone.
  bool takes_varying() const override { return true; }
  LayerCost cost(const Shape& input) const override {
    return {.parameters = affine ? 2 * element_count(normalized(input)) : 0,
            .multiply_adds = element_count(input)};
  }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class LayerNormModule : public AffineModule {
 public:
  LayerNormModule(const LayerNorm& settings, const Shape& input)
      : AffineModule(settings.affine, LayerNorm::normalized(input)),
        shape_(LayerNorm::normalized(input)),
        eps_(settings.eps) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return torch::layer_norm(input, shape_, weight_, bias_, eps_);
  }

 private:
  Shape shape_;
  double eps_;
};

std::shared_ptr<LayerModule> LayerNorm::build(const Shape& input) const {
  return std::make_shared<LayerNormModule>(*this, input);
}

struct GroupNorm : Layer {
  std::int64_t num_groups = 0;
  double eps = 1e-5;
  bool affine = true;

  Shape output(const Shape& input) const override {
    if (input.empty() || input[0] % num_groups != 0)
      throw Error("num_groups: " + std::to_string(num_groups) +
                  " does not divide the channels of its input, " + shape_text(input));
    return input;
  }
  LayerCost cost(const Shape& input) const override {
    return {.parameters = affine ? 2 * input[0] : 0, .multiply_adds = element_count(input)};
  }
  bool looks_ahead() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class GroupNormModule : public AffineModule {
 public:
  GroupNormModule(const GroupNorm& settings, const Shape& input)
      : AffineModule(settings.affine, {input[0]}),
        groups_(settings.num_groups),
        eps_(settings.eps) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return torch::group_norm(input, groups_, weight_, bias_, eps_);
  }

 private:
  std::int64_t groups_;
  double eps_;
};

std::shared_ptr<LayerModule> GroupNorm::build(const Shape& input) const {
  return std::make_shared<GroupNormModule>(*this, input);
}

struct LocalResponseNorm : Layer, LocalResponseNormOptions {
  Shape output(const Shape& input) const override {
    if (input.size() < 2)
      throw Error("it needs channels with positions, but its input is " + shape_text(input));
    return input;
  }
  bool looks_ahead() const override { return true; }
  LayerCost cost(const Shape& input) const override {
    return {.multiply_adds = element_count(input)};
  }
  std::shared_ptr<LayerModule> build(const Shape&) const override;
};

class LocalResponseNormModule : public UnaryModule {
 public:
  explicit LocalResponseNormModule(const LocalResponseNormOptions& o)
      : options_(F::LocalResponseNormFuncOptions(o.size).alpha(o.alpha).beta(o.beta).k(o.k)) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    return F::local_response_norm(input, options_);
  }

 private:
  F::LocalResponseNormFuncOptions options_;
};

std::shared_ptr<LayerModule> LocalResponseNorm::build(const Shape&) const {
  return std::make_shared<LocalResponseNormModule>(*this);
}

const auto layer_norm_spec =
    Spec<LayerNorm>("layer_norm", "Normalizes each sample over its features (Ba et al., 2016).")
        .also_called({"LayerNormalization"})
        .key("eps", &LayerNorm::eps, positive(), "Added to the variance.")
        .elsewhere({"epsilon"})
        .key("affine", &LayerNorm::affine, anything(), "Whether a scale and a shift are learned.")
        .elsewhere({"elementwise_affine", "scale", "center"})
        .inherits(freezable_layer_spec);
const auto group_norm_spec =
    Spec<GroupNorm>("group_norm", "Normalizes groups of a sample's channels (Wu and He, 2018).")
        .also_called({"GroupNormalization"})
        .required("num_groups", &GroupNorm::num_groups, extent(), "Number of groups.")
        .elsewhere({"groups"})
        .key("eps", &GroupNorm::eps, positive(), "Added to the variance.")
        .elsewhere({"epsilon"})
        .key("affine", &GroupNorm::affine, anything(), "Whether a scale and a shift are learned.")
        .elsewhere({"scale", "center"})
        .short_form("num_groups")
        .inherits(freezable_layer_spec);
const auto local_response_norm_spec =
    Spec<LocalResponseNorm>(
        "local_response_norm",
        "Divides by the energy of neighbouring channels (AlexNet, Krizhevsky et al., 2012).")
        .key("size", &LocalResponseNorm::size, extent(), "Channels that count as neighbours.")
        .key("alpha", &LocalResponseNorm::alpha, at_least(0), "Weight of their mean square.")
        .key("beta", &LocalResponseNorm::beta, at_least(0), "Exponent of the divisor.")
        .key("k", &LocalResponseNorm::k, at_least(0), "Added to the divisor.")
        .short_form("size")
        .inherits(layer_spec);

}  // namespace

Kind<Layer> group_norm() { return kind_of<Layer>(group_norm_spec); }
Kind<Layer> layer_norm() { return kind_of<Layer>(layer_norm_spec); }
Kind<Layer> local_response_norm() { return kind_of<Layer>(local_response_norm_spec); }

Choice<Layer> make::local_response_norm(const std::string& name,
                                        const LocalResponseNormOptions& options) {
  return made<LocalResponseNorm>("local_response_norm", name, options);
}

}  // namespace mlday

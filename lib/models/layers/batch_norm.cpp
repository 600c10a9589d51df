// Batch normalization (Ioffe and Szegedy, 2015) per channel, or per feature of a vector. Settings
// and names are PyTorch's: running = (1 - momentum) * running + momentum * batch.
#include "fused/batch_norm.h"

#include "core/error.h"
#include "fused/gradient.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

struct BatchNorm : Layer, BatchNormOptions {
  Shape output(const Shape& input) const override {
    if (input.empty()) throw Error("it needs an input with channels");
    return input;
  }
  LayerCost cost(const Shape& input) const override {
    return {.parameters = affine ? 2 * input[0] : 0,
            .statistics = 2 * input[0],
            .multiply_adds = element_count(input)};
  }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class BatchNormModule : public UnaryModule {
 public:
  BatchNormModule(const BatchNorm& settings, std::int64_t channels)
      : momentum_(settings.momentum), eps_(settings.eps) {
    if (settings.affine) {
      weight_ = register_parameter("weight", torch::ones(channels));
      bias_ = register_parameter("bias", torch::zeros(channels));
    }
    running_mean_ = register_buffer("running_mean", torch::zeros(channels));
    running_var_ = register_buffer("running_var", torch::ones(channels));
    batches_ = register_buffer("num_batches_tracked", torch::zeros({}, torch::kInt64));
  }

  torch::Tensor forward(const torch::Tensor& input) override {
    if (is_training() && input.numel() == input.size(1))
      throw Error(
          "batch_norm cannot train on a single sample: choose another dataset.batch_size, so "
          "that the last batch is larger");
    if (is_training()) batches_ += 1;
    return torch::batch_norm(input, weight_, bias_, running_mean_, running_var_, is_training(),
                             momentum_, eps_, torch::globalContext().benchmarkCuDNN());
  }
  bool fuse(std::int64_t features, std::vector<fused::StagePtr>& stages) override {
    const bool is_of_vector = features == running_mean_.numel();
    if (!is_of_vector || !is_plain()) return false;
    stages.push_back(fused::batch_norm({weight_, bias_, running_mean_, running_var_, batches_},
                                       momentum_, eps_));
    return true;
  }
  fused::PictureOperationPtr fuse_pictures(const Shape&) override {
    if (!is_plain()) return nullptr;
    return fused::picture_batch_norm({weight_, bias_, running_mean_, running_var_, batches_},
                                     momentum_, eps_);
  }

 private:
  bool is_plain() const {
    return running_mean_.is_cpu() && running_mean_.scalar_type() == torch::kFloat32 &&
           (!weight_.defined() || (fused::is_plain(weight_) && fused::is_plain(bias_)));
  }

  double momentum_, eps_;
  torch::Tensor weight_, bias_, running_mean_, running_var_, batches_;
};

std::shared_ptr<LayerModule> BatchNorm::build(const Shape& input) const {
  return std::make_shared<BatchNormModule>(*this, input[0]);
}

const auto batch_norm_spec =
    Spec<BatchNorm>("batch_norm", "Normalizes each channel over the batch.")
        .also_called({"BatchNormalization", "BatchNorm1d", "BatchNorm2d"})
        .key("momentum", &BatchNorm::momentum, between(0, 1),
             "Weight of the new batch in the running statistics (Keras' momentum is 1 minus this).")
        .key("eps", &BatchNorm::eps, positive(), "Added to the variance.")
        .elsewhere({"epsilon"})
        .key("affine", &BatchNorm::affine, anything(), "Whether a scale and a shift are learned.")
        .elsewhere({"scale", "center"})
        .inherits(freezable_layer_spec);

}  // namespace

Kind<Layer> batch_norm() { return kind_of<Layer>(batch_norm_spec); }

Choice<Layer> make::batch_norm(const std::string& name, const BatchNormOptions& options) {
  return made<BatchNorm>("batch_norm", name, options);
}

}  // namespace mlday

// Batch normalization of pictures by oneDNN.
#include <torch/utils.h>

#include "fused/gradient.h"
#include "fused/pictures/operation.h"
#include "fused/pictures/operations.h"
#include "fused/pictures/primitives.h"

namespace mlday::fused {
namespace {

class NormWork : public PictureWork {
 public:
  NormWork(const BatchNormTensors& tensors, double momentum, double eps, const Layout& layout)
      : tensors_(tensors),
        momentum_(momentum),
        forward_(batch_norm_forward(layout, eps, tensors.weight.defined())),
        backward_(batch_norm_backward(layout, eps, tensors.weight.defined(), forward_)),
        layout_(layout),
        mean_(forward_.mean_desc(), cpu_engine()),
        variance_(forward_.variance_desc(), cpu_engine()),
        run_forward_(forward_),
        run_backward_(backward_) {
    const auto steps = steps_of(layout);
    values_ = static_cast<double>(steps.count * steps.height * steps.width);
  }

  const Layout& output() const override { return layout_; }

  void forward(const std::vector<const float*>& inputs, float* output) override {
    std::unordered_map<int, dnnl::memory> arguments{{DNNL_ARG_SRC, at(layout_, inputs[0])},
                                                    {DNNL_ARG_DST, at(layout_, output)},
                                                    {DNNL_ARG_MEAN, mean_},
                                                    {DNNL_ARG_VARIANCE, variance_}};
    if (tensors_.weight.defined()) {
      arguments[DNNL_ARG_SCALE] = of_channels(tensors_.weight.data_ptr<float>());
      arguments[DNNL_ARG_SHIFT] = of_channels(tensors_.bias.data_ptr<float>());
    }
    run_forward_.execute(cpu_stream(), arguments);
    remember();
  }

  void backward(const std::vector<const float*>& inputs, const float*, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    if (!input_gradients[0]) unwanted_.resize(static_cast<std::size_t>(room_of(layout_)));
    auto* wanted = input_gradients[0] ? input_gradients[0] : unwanted_.data();
    std::unordered_map<int, dnnl::memory> arguments{{DNNL_ARG_SRC, at(layout_, inputs[0])},
                                                    {DNNL_ARG_MEAN, mean_},
                                                    {DNNL_ARG_VARIANCE, variance_},
                                                    {DNNL_ARG_DIFF_DST, at(layout_, gradient)},
                                                    {DNNL_ARG_DIFF_SRC, at(layout_, wanted)}};
    if (tensors_.weight.defined()) {
      arguments[DNNL_ARG_SCALE] = of_channels(tensors_.weight.data_ptr<float>());
      arguments[DNNL_ARG_SHIFT] = of_channels(tensors_.bias.data_ptr<float>());
      arguments[DNNL_ARG_DIFF_SCALE] = of_channels(gradient_of(tensors_.weight));
      arguments[DNNL_ARG_DIFF_SHIFT] = of_channels(gradient_of(tensors_.bias));
    }
    run_backward_.execute(cpu_stream(), arguments);
  }

 private:
  dnnl::memory of_channels(const float* values) const { return at(forward_.mean_desc(), values); }

  /// Adds the batch's statistics to the running ones, by the rule of models/layers/batch_norm.cpp.
  void remember() {
    const auto* mean = static_cast<const float*>(mean_.get_data_handle());
    const auto* variance = static_cast<const float*>(variance_.get_data_handle());
    auto* running_mean = tensors_.running_mean.data_ptr<float>();
    auto* running_var = tensors_.running_var.data_ptr<float>();
    const double unbiased = values_ / (values_ - 1);
    for (std::int64_t c = 0; c < tensors_.running_mean.numel(); ++c) {
      running_mean[c] = static_cast<float>((1 - momentum_) * running_mean[c] + momentum_ * mean[c]);
      running_var[c] =
          static_cast<float>((1 - momentum_) * running_var[c] + momentum_ * unbiased * variance[c]);
    }
    ++*tensors_.batches.data_ptr<std::int64_t>();
  }

  BatchNormTensors tensors_;
  double momentum_, values_ = 0;  ///< of each channel
  BatchNormForward forward_;
  BatchNormBackward backward_;
  Layout layout_;
  dnnl::memory mean_, variance_;
  dnnl::batch_normalization_forward run_forward_;
  dnnl::batch_normalization_backward run_backward_;
  std::vector<float> unwanted_;
};

/// By the running statistics.
class KnownNormWork : public PictureWork {
 public:
  KnownNormWork(const BatchNormTensors& tensors, double eps, const Layout& layout)
      : tensors_(tensors),
        forward_(batch_norm_by_statistics(layout, eps, tensors.weight.defined())),
        layout_(layout),
        run_(forward_) {}

  const Layout& output() const override { return layout_; }

  void forward(const std::vector<const float*>& inputs, float* output) override {
    const auto of_channels = [&](const torch::Tensor& tensor) {
      return at(forward_.mean_desc(), tensor.data_ptr<float>());
    };
    std::unordered_map<int, dnnl::memory> arguments{
        {DNNL_ARG_SRC, at(layout_, inputs[0])},
        {DNNL_ARG_DST, at(layout_, output)},
        {DNNL_ARG_MEAN, of_channels(tensors_.running_mean)},
        {DNNL_ARG_VARIANCE, of_channels(tensors_.running_var)}};
    if (tensors_.weight.defined()) {
      arguments[DNNL_ARG_SCALE] = of_channels(tensors_.weight);
      arguments[DNNL_ARG_SHIFT] = of_channels(tensors_.bias);
    }
    run_.execute(cpu_stream(), arguments);
  }
  void backward(const std::vector<const float*>&, const float*, const float*,
                const std::vector<float*>&) override {}

 private:
  BatchNormTensors tensors_;
  BatchNormForward forward_;
  Layout layout_;
  dnnl::batch_normalization_forward run_;
};

class NormOfPictures : public PictureOperation {
 public:
  NormOfPictures(const BatchNormTensors& tensors, double momentum, double eps)
      : tensors_(tensors), momentum_(momentum), eps_(eps) {}

  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs,
                                       Purpose purpose) override {
    if (purpose == Purpose::evaluation)
      return std::make_unique<KnownNormWork>(tensors_, eps_, inputs[0]);
    return std::make_unique<NormWork>(tensors_, momentum_, eps_, inputs[0]);
  }
  bool learns() const override { return tensors_.weight.defined(); }
  /// (Of one, a channel may have a single value; the layer then says what is wrong.)
  std::int64_t least_pictures() const override { return 2; }

 private:
  BatchNormTensors tensors_;
  double momentum_, eps_;
};

}  // namespace

PictureOperationPtr picture_batch_norm(const BatchNormTensors& tensors, double momentum,
                                       double eps) {
  return std::make_shared<NormOfPictures>(tensors, momentum, eps);
}

}  // namespace mlday::fused

// Convolution by oneDNN, with its layouts of values and of weights.
#include "fused/gradient.h"
#include "fused/pictures/operation.h"
#include "fused/pictures/operations.h"
#include "fused/pictures/primitives.h"

namespace mlday::fused {
namespace {

/// The gradient of a convolution's input.
class ConvolutionBack {
 public:
  ConvolutionBack(const ConvolutionShape& shape, const ConvolutionForward& forward,
                  const Layout& input)
      : data_(convolution_backward_data(shape, forward)),
        gradient_(forward.dst_desc(), data_.diff_dst_desc()),
        weight_(shape.plain_weight, data_.weights_desc()),
        input_gradient_(data_.diff_src_desc(), input),
        run_(data_) {}

  void run(const torch::Tensor& weight, const float* gradient, float* wanted) {
    run_.execute(
        cpu_stream(),
        {{DNNL_ARG_DIFF_DST, at(data_.diff_dst_desc(), gradient_.of(gradient))},
         {DNNL_ARG_WEIGHTS, at(data_.weights_desc(), weight_.of(weight.data_ptr<float>()))},
         {DNNL_ARG_DIFF_SRC, at(data_.diff_src_desc(), input_gradient_.room_for(wanted))}});
    input_gradient_.finish(wanted);
  }

 private:
  ConvolutionBackwardData data_;
  Reordered gradient_, weight_;
  ReorderedOutput input_gradient_;
  dnnl::convolution_backward_data run_;
};

/// The gradients of a convolution's weights.
class ConvolutionGradients {
 public:
  ConvolutionGradients(const ConvolutionShape& shape, const ConvolutionForward& forward,
                       const Layout& input)
      : weights_(convolution_backward_weights(shape, forward)),
        input_(input, weights_.src_desc()),
        gradient_(forward.dst_desc(), weights_.diff_dst_desc()),
        weight_gradient_(weights_.diff_weights_desc(), shape.plain_weight),
        run_(weights_) {}

  void run(const float* input, const float* gradient, torch::Tensor& weight, torch::Tensor& bias) {
    auto* of_weight = gradient_of(weight);
    std::unordered_map<int, dnnl::memory> arguments{
        {DNNL_ARG_SRC, at(weights_.src_desc(), input_.of(input))},
        {DNNL_ARG_DIFF_DST, at(weights_.diff_dst_desc(), gradient_.of(gradient))},
        {DNNL_ARG_DIFF_WEIGHTS,
         at(weights_.diff_weights_desc(), weight_gradient_.room_for(of_weight))}};
    if (bias.defined())
      arguments[DNNL_ARG_DIFF_BIAS] = at(weights_.diff_bias_desc(), gradient_of(bias));
    run_.execute(cpu_stream(), arguments);
    weight_gradient_.finish(of_weight);
  }

 private:
  ConvolutionBackwardWeights weights_;
  Reordered input_, gradient_;
  ReorderedOutput weight_gradient_;
  dnnl::convolution_backward_weights run_;
};

class ConvolutionWork : public PictureWork {
 public:
  ConvolutionWork(const torch::Tensor& weight, const torch::Tensor& bias,
                  const ConvolutionShape& shape, const Layout& input, Purpose purpose)
      : weight_(weight),
        bias_(bias),
        forward_(convolution_forward(shape)),
        output_(forward_.dst_desc()),
        input_(input, forward_.src_desc()),
        weight_in_(shape.plain_weight, forward_.weights_desc()),
        run_(forward_) {
    if (purpose != Purpose::evaluation)
      gradients_ = std::make_unique<ConvolutionGradients>(shape, forward_, input);
    if (purpose == Purpose::training)
      back_ = std::make_unique<ConvolutionBack>(shape, forward_, input);
  }

  const Layout& output() const override { return output_; }

  void forward(const std::vector<const float*>& inputs, float* output) override {
    std::unordered_map<int, dnnl::memory> arguments{
        {DNNL_ARG_SRC, at(forward_.src_desc(), input_.of(inputs[0]))},
        {DNNL_ARG_WEIGHTS, at(forward_.weights_desc(), weight_in_.of(weight_.data_ptr<float>()))},
        {DNNL_ARG_DST, at(output_, output)}};
    if (bias_.defined())
      arguments[DNNL_ARG_BIAS] = at(forward_.bias_desc(), bias_.data_ptr<float>());
    run_.execute(cpu_stream(), arguments);
  }

  void backward(const std::vector<const float*>& inputs, const float*, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    gradients_->run(inputs[0], gradient, weight_, bias_);
    if (input_gradients[0]) back_->run(weight_, gradient, input_gradients[0]);
  }

 private:
  torch::Tensor weight_, bias_;
  ConvolutionForward forward_;
  Layout output_;
  Reordered input_, weight_in_;
  dnnl::convolution_forward run_;
  std::unique_ptr<ConvolutionGradients> gradients_;  ///< null in evaluation
  std::unique_ptr<ConvolutionBack> back_;            ///< null where nothing before it learns
};

class Convolution : public PictureOperation {
 public:
  Convolution(const torch::Tensor& weight, const torch::Tensor& bias, const PictureWindow& window,
              std::int64_t groups)
      : weight_(weight), bias_(bias), window_(window), groups_(groups) {}

  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs,
                                       Purpose purpose) override {
    const ConvolutionShape shape(inputs[0], weight_.sizes().vec(), bias_.defined(), window_,
                                 groups_);
    return std::make_unique<ConvolutionWork>(weight_, bias_, shape, inputs[0], purpose);
  }
  bool learns() const override { return true; }

 private:
  torch::Tensor weight_, bias_;
  PictureWindow window_;
  std::int64_t groups_;
};

}  // namespace

PictureOperationPtr conv2d(const torch::Tensor& weight, const torch::Tensor& bias,
                           const PictureWindow& window, std::int64_t groups) {
  return std::make_shared<Convolution>(weight, bias, window, groups);
}

}  // namespace mlday::fused

#include "fused/linear.h"

#include "fused/gradient.h"
#include "fused/products.h"

namespace mlday::fused {
namespace {

class Linear : public Stage {
 public:
  Linear(const torch::Tensor& weight, const torch::Tensor& bias) : weight_(weight), bias_(bias) {}

  std::int64_t outputs() const override { return weight_.size(0); }
  Order order() const override { return Order::either; }

  void forward(const Values& input, float* output) override {
    const auto* bias = bias_.defined() ? bias_.data_ptr<float>() : nullptr;
    if (input.by_rows)
      product_nt(weights(), {input.at, input.rows, input.features}, bias, output);
    else
      product_nn(weights(), {input.at, input.features, input.rows}, bias, output);
  }

  void backward(const Values& input, const float*, const float* output_gradient,
                float* input_gradient) override {
    const Matrix gradient{output_gradient, outputs(), input.rows};
    auto* of_weight = gradient_of(weight_);
    if (input.by_rows)
      product_nn(gradient, {input.at, input.rows, input.features}, nullptr, of_weight);
    else
      product_nt(gradient, {input.at, input.features, input.rows}, nullptr, of_weight);
    if (bias_.defined()) sums_of_planes(output_gradient, outputs(), input.rows, gradient_of(bias_));
    if (input_gradient) product_tn(weights(), gradient, input_gradient);
  }

 private:
  Matrix weights() const { return {weight_.data_ptr<float>(), weight_.size(0), weight_.size(1)}; }

  torch::Tensor weight_, bias_;
};

}  // namespace

StagePtr linear(const torch::Tensor& weight, const torch::Tensor& bias) {
  return std::make_unique<Linear>(weight, bias);
}

}  // namespace mlday::fused

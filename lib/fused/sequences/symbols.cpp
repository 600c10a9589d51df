#include "fused/sequences/symbols.h"

#include <algorithm>

#include "fused/gradient.h"

namespace mlday::fused {
namespace {

class OneHotSymbols : public Stage {
 public:
  OneHotSymbols(std::int64_t symbols, std::optional<std::int64_t> padding)
      : symbols_(symbols), padding_(padding) {}

  std::int64_t outputs() const override { return symbols_; }
  std::optional<std::int64_t> symbols() const override { return symbols_; }

  void forward(const Values& input, float* output) override {
    std::fill_n(output, symbols_ * input.rows, 0.0F);
    for (std::int64_t r = 0; r < input.rows; ++r)
      if (input.symbols[r] != padding_) output[input.symbols[r] * input.rows + r] = 1;
  }
  void backward(const Values&, const float*, const float*, float*) override {}

 private:
  std::int64_t symbols_;
  std::optional<std::int64_t> padding_;
};

class EmbeddedSymbols : public Stage {
 public:
  explicit EmbeddedSymbols(const torch::Tensor& weight) : weight_(weight) {}

  std::int64_t outputs() const override { return weight_.size(1); }
  std::optional<std::int64_t> symbols() const override { return weight_.size(0); }

  void forward(const Values& input, float* output) override {
    const auto* weight = weight_.data_ptr<float>();
    for (std::int64_t r = 0; r < input.rows; ++r)
      for (std::int64_t f = 0; f < outputs(); ++f)
        output[f * input.rows + r] = weight[input.symbols[r] * outputs() + f];
  }
  void backward(const Values& input, const float*, const float* output_gradient, float*) override {
    auto* gradient = gradient_of(weight_);
    std::fill_n(gradient, weight_.numel(), 0.0F);
    for (std::int64_t r = 0; r < input.rows; ++r)
      for (std::int64_t f = 0; f < outputs(); ++f)
        gradient[input.symbols[r] * outputs() + f] += output_gradient[f * input.rows + r];
  }

 private:
  torch::Tensor weight_;
};

}  // namespace

StagePtr one_hot(std::int64_t symbols, std::optional<std::int64_t> padding) {
  return std::make_unique<OneHotSymbols>(symbols, padding);
}
StagePtr embedding(const torch::Tensor& weight) {
  return std::make_unique<EmbeddedSymbols>(weight);
}

}  // namespace mlday::fused

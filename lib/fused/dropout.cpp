#include "fused/dropout.h"

#include <torch/types.h>
#include <torch/utils.h>

#include <vector>

#include "fused/transpose.h"

namespace mlday::fused {
namespace {

class Dropout : public Stage {
 public:
  Dropout(std::int64_t features, double p) : features_(features), p_(p) {}
  std::int64_t outputs() const override { return features_; }
  bool draws() const override { return p_ > 0 && p_ < 1; }

  void forward(const Values& input, float* output) override {
    draw(input.rows);
    for (std::size_t i = 0; i < kept_.size(); ++i) output[i] = input.at[i] * kept_[i];
  }
  void backward(const Values&, const float*, const float* output_gradient,
                float* input_gradient) override {
    if (!input_gradient) return;
    for (std::size_t i = 0; i < kept_.size(); ++i)
      input_gradient[i] = output_gradient[i] * kept_[i];
  }

 private:
  /// Factors: 0, or 1 / (1 - p). They are drawn row by row, as the network has its values
  /// elsewhere.
  void draw(std::int64_t rows) {
    const torch::NoGradGuard no_gradients;
    kept_.assign(static_cast<std::size_t>(rows * features_), p_ < 1 ? 1.0F : 0.0F);
    if (!draws()) return;
    if (!drawn_.defined() || drawn_.size(0) != rows) drawn_ = torch::empty({rows, features_});
    drawn_.bernoulli_(1 - p_).div_(1 - p_);
    transpose(drawn_.data_ptr<float>(), rows, features_, kept_.data());
  }

  std::int64_t features_;
  double p_;
  torch::Tensor drawn_;      ///< [rows, features]
  std::vector<float> kept_;  ///< [features, rows]
};

}  // namespace

StagePtr dropout(std::int64_t features, double p) { return std::make_unique<Dropout>(features, p); }

}  // namespace mlday::fused

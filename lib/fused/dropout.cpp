#include "fused/dropout.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "fused/dropped.h"

namespace mlday::fused {
namespace {

class Dropout : public Stage {
 public:
  Dropout(std::int64_t features, double p) : features_(features), p_(p) {}
  std::int64_t outputs() const override { return features_; }
  bool draws() const override { return p_ > 0 && p_ < 1; }

  void forward(const Values& input, float* output) override {
    if (draws()) dropped_ = Dropped::draw(p_);
    run(input.at, input.rows, output);
  }
  void infer(const Values& input, float* output) override {
    std::copy_n(input.at, features_ * input.rows, output);
  }
  void backward(const Values& input, const float*, const float* output_gradient,
                float* input_gradient) override {
    if (input_gradient) run(output_gradient, input.rows, input_gradient);
  }

 private:
  /// (A value's place is that of rows, as the network has them elsewhere.)
  void run(const float* in, std::int64_t rows, float* out) const {
    if (!draws()) {
      std::transform(in, in + features_ * rows, out,
                     [&](float x) { return p_ < 1 ? x : x * 0.0F; });
      return;
    }
    at::parallel_for(0, features_, 64, [&](std::int64_t begin, std::int64_t end) {
      for (auto f = begin; f < end; ++f)
        drop(dropped_, in + f * rows, out + f * rows, rows, static_cast<std::uint32_t>(f),
             static_cast<std::uint32_t>(features_));
    });
  }

  std::int64_t features_;
  double p_;
  Dropped dropped_;
};

}  // namespace

StagePtr dropout(std::int64_t features, double p) { return std::make_unique<Dropout>(features, p); }

}  // namespace mlday::fused

#include "fused/activations.h"

#include "core/vector_width.h"
#include "fused/vector_math.h"

namespace mlday::fused {
namespace {

/// y = f(x), whose slope is known from y.
struct Relu {
  // (What is no number stays none, as in PyTorch: else a broken weight would hide.)
  float value(float x) const { return x < 0 ? 0 : x; }
  float slope(float y) const { return y <= 0 ? 0.0F : 1.0F; }
};
struct LeakyRelu {
  float negative_slope;
  float value(float x) const { return x > 0 ? x : negative_slope * x; }
  float slope(float y) const { return y > 0 ? 1.0F : negative_slope; }
};
struct Tanh {
  float value(float x) const { return tanh_of(x); }
  float slope(float y) const { return 1 - y * y; }
};
struct Sigmoid {
  float value(float x) const { return 1 / (1 + exp_of(-x)); }
  float slope(float y) const { return y * (1 - y); }
};

template <class Function>
__attribute__((always_inline)) inline void apply(Function f, const float* __restrict x,
                                                 float* __restrict y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = f.value(x[i]);
}
template <class Function>
__attribute__((always_inline)) inline void apply_slope(Function f, const float* __restrict y,
                                                       const float* __restrict dy,
                                                       float* __restrict dx, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) dx[i] = dy[i] * f.slope(y[i]);
}

// (A template cannot be compiled for several processors, so each function has a pair.)
#define MLDAY_FUSED_PAIR(Function)                                                          \
  MLDAY_FOR_EACH_PROCESSOR void values_of(Function f, const float* __restrict x,            \
                                          float* __restrict y, std::int64_t n) {            \
    apply(f, x, y, n);                                                                      \
  }                                                                                         \
  MLDAY_FOR_EACH_PROCESSOR void slopes_of(Function f, const float* __restrict y,            \
                                          const float* __restrict dy, float* __restrict dx, \
                                          std::int64_t n) {                                 \
    apply_slope(f, y, dy, dx, n);                                                           \
  }
MLDAY_FUSED_PAIR(Relu)
MLDAY_FUSED_PAIR(LeakyRelu)
MLDAY_FUSED_PAIR(Tanh)
MLDAY_FUSED_PAIR(Sigmoid)

template <class Function>
class OfEach : public Stage {
 public:
  OfEach(std::int64_t features, Function function) : features_(features), function_(function) {}
  std::int64_t outputs() const override { return features_; }
  void forward(const Values& input, float* output) override {
    values_of(function_, input.at, output, features_ * input.rows);
  }
  void backward(const Values& input, const float* output, const float* output_gradient,
                float* input_gradient) override {
    if (input_gradient)
      slopes_of(function_, output, output_gradient, input_gradient, features_ * input.rows);
  }

 private:
  std::int64_t features_;
  Function function_;
};

}  // namespace

StagePtr relu(std::int64_t features) { return std::make_unique<OfEach<Relu>>(features, Relu{}); }
StagePtr leaky_relu(std::int64_t features, float negative_slope) {
  return std::make_unique<OfEach<LeakyRelu>>(features, LeakyRelu{negative_slope});
}
StagePtr tanh(std::int64_t features) { return std::make_unique<OfEach<Tanh>>(features, Tanh{}); }
StagePtr sigmoid(std::int64_t features) {
  return std::make_unique<OfEach<Sigmoid>>(features, Sigmoid{});
}

}  // namespace mlday::fused

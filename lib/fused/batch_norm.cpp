#include "fused/batch_norm.h"

#include <cmath>
#include <vector>

#include "core/vector_width.h"
#include "fused/gradient.h"

namespace mlday::fused {
namespace {

struct Moments {
  double mean = 0, variance = 0;  ///< the variance over all `count`
};

/// (Several sums at once, so that the compiler can make vectors of them.)
MLDAY_FOR_EACH_PROCESSOR Moments moments_of(const float* values, std::int64_t count) {
  constexpr std::int64_t lanes = 8;
  const auto sum = [&](auto&& of) __attribute__((always_inline)) {
    double partial[lanes] = {};
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
      for (std::int64_t l = 0; l < lanes; ++l) partial[l] += of(values[i + l]);
    double all = 0;
    for (const auto part : partial) all += part;
    for (; i < count; ++i) all += of(values[i]);
    return all;
  };
  const auto n = static_cast<double>(count);
  const double mean = sum([](float x) { return static_cast<double>(x); }) / n;
  const double squares = sum([&](float x) { return (x - mean) * (x - mean); });
  return {mean, squares / n};
}

MLDAY_FOR_EACH_PROCESSOR void scaled(const float* __restrict x, float mean, float factor,
                                     float shift, float* __restrict y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = (x[i] - mean) * factor + shift;
}

struct GradientSums {
  double plain = 0, times_input = 0;
};

MLDAY_FOR_EACH_PROCESSOR GradientSums gradient_sums(const float* x, float mean, const float* dy,
                                                    std::int64_t count) {
  constexpr std::int64_t lanes = 8;
  double plain[lanes] = {}, times[lanes] = {};
  std::int64_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (std::int64_t l = 0; l < lanes; ++l) {
      plain[l] += dy[i + l];
      times[l] += static_cast<double>(dy[i + l]) * (x[i + l] - mean);
    }
  GradientSums sums;
  for (std::int64_t l = 0; l < lanes; ++l) sums.plain += plain[l], sums.times_input += times[l];
  for (; i < count; ++i) {
    sums.plain += dy[i];
    sums.times_input += static_cast<double>(dy[i]) * (x[i] - mean);
  }
  return sums;
}

MLDAY_FOR_EACH_PROCESSOR void input_gradients(const float* __restrict x, float mean,
                                              const float* __restrict dy, float factor,
                                              float of_all, float of_input, float* __restrict dx,
                                              std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i)
    dx[i] = factor * (dy[i] - of_all - (x[i] - mean) * of_input);
}

class BatchNorm : public Stage {
 public:
  BatchNorm(const BatchNormTensors& tensors, double momentum, double eps)
      : tensors_(tensors),
        momentum_(momentum),
        eps_(eps),
        means_(static_cast<std::size_t>(outputs())),
        inverse_deviations_(means_.size()) {}

  std::int64_t outputs() const override { return tensors_.running_mean.numel(); }
  std::int64_t least_rows() const override { return 2; }

  void forward(const Values& input, float* output) override {
    const auto rows = input.rows;
    auto* running_mean = tensors_.running_mean.data_ptr<float>();
    auto* running_var = tensors_.running_var.data_ptr<float>();
    for (std::size_t f = 0; f < means_.size(); ++f) {
      const auto plane = static_cast<std::int64_t>(f) * rows;
      const auto moments = moments_of(input.at + plane, rows);
      means_[f] = moments.mean;
      inverse_deviations_[f] = 1 / std::sqrt(moments.variance + eps_);
      const double unbiased =
          moments.variance * static_cast<double>(rows) / static_cast<double>(rows - 1);
      running_mean[f] =
          static_cast<float>((1 - momentum_) * running_mean[f] + momentum_ * means_[f]);
      running_var[f] = static_cast<float>((1 - momentum_) * running_var[f] + momentum_ * unbiased);
      scaled(input.at + plane, static_cast<float>(means_[f]),
             static_cast<float>(inverse_deviations_[f] * factor(f)), shift(f), output + plane,
             rows);
    }
    ++*tensors_.batches.data_ptr<std::int64_t>();
  }

  void infer(const Values& input, float* output) override {
    const auto* mean = tensors_.running_mean.data_ptr<float>();
    const auto* variance = tensors_.running_var.data_ptr<float>();
    for (std::size_t f = 0; f < means_.size(); ++f) {
      const auto plane = static_cast<std::int64_t>(f) * input.rows;
      const auto inverse = 1 / std::sqrt(static_cast<double>(variance[f]) + eps_);
      scaled(input.at + plane, mean[f], static_cast<float>(inverse * factor(f)), shift(f),
             output + plane, input.rows);
    }
  }

  void backward(const Values& input, const float*, const float* output_gradient,
                float* input_gradient) override {
    const auto rows = input.rows;
    auto* of_weight = tensors_.weight.defined() ? gradient_of(tensors_.weight) : nullptr;
    auto* of_bias = tensors_.bias.defined() ? gradient_of(tensors_.bias) : nullptr;
    for (std::size_t f = 0; f < means_.size(); ++f) {
      const auto plane = static_cast<std::int64_t>(f) * rows;
      const auto mean = static_cast<float>(means_[f]);
      const double inverse = inverse_deviations_[f];
      const auto sums = gradient_sums(input.at + plane, mean, output_gradient + plane, rows);
      if (of_weight) of_weight[f] = static_cast<float>(sums.times_input * inverse);
      if (of_bias) of_bias[f] = static_cast<float>(sums.plain);
      if (!input_gradient) continue;
      const auto n = static_cast<double>(rows);
      input_gradients(input.at + plane, mean, output_gradient + plane,
                      static_cast<float>(inverse * factor(f)), static_cast<float>(sums.plain / n),
                      static_cast<float>(sums.times_input * inverse * inverse / n),
                      input_gradient + plane, rows);
    }
  }

 private:
  float factor(std::size_t f) const {
    return tensors_.weight.defined() ? tensors_.weight.data_ptr<float>()[f] : 1;
  }
  float shift(std::size_t f) const {
    return tensors_.bias.defined() ? tensors_.bias.data_ptr<float>()[f] : 0;
  }

  BatchNormTensors tensors_;
  double momentum_, eps_;
  std::vector<double> means_, inverse_deviations_;  ///< of the batch
};

}  // namespace

StagePtr batch_norm(const BatchNormTensors& tensors, double momentum, double eps) {
  return std::make_unique<BatchNorm>(tensors, momentum, eps);
}

}  // namespace mlday::fused

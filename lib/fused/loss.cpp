#include "fused/loss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/vector_width.h"
#include "fused/transpose.h"
#include "fused/vector_math.h"

namespace mlday::fused {
namespace {

bool are_classes(const torch::Tensor& targets) {
  return targets.scalar_type() == torch::kInt64 && targets.dim() == 1 && targets.is_contiguous();
}

bool are_numbers(const torch::Tensor& targets, std::int64_t features) {
  return targets.scalar_type() == torch::kFloat32 && targets.dim() == 2 &&
         targets.size(1) == features && targets.is_contiguous();
}

double sum_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return sum;
}

/// Shares of softmax [features, rows], and each row's logarithm of the sum of exponentials.
MLDAY_FOR_EACH_PROCESSOR void softmax(const float* __restrict outputs, std::int64_t features,
                                      std::int64_t rows, float* __restrict shares,
                                      float* __restrict largest, float* __restrict log_sums) {
  for (std::int64_t r = 0; r < rows; ++r) largest[r] = outputs[r];
  for (std::int64_t f = 1; f < features; ++f)
    for (std::int64_t r = 0; r < rows; ++r)
      largest[r] = outputs[f * rows + r] > largest[r] ? outputs[f * rows + r] : largest[r];
  for (std::int64_t r = 0; r < rows; ++r) log_sums[r] = 0;
  for (std::int64_t f = 0; f < features; ++f)
    for (std::int64_t r = 0; r < rows; ++r) {
      const float share = exp_of(outputs[f * rows + r] - largest[r]);
      shares[f * rows + r] = share;
      log_sums[r] += share;
    }
  for (std::int64_t f = 0; f < features; ++f)
    for (std::int64_t r = 0; r < rows; ++r) shares[f * rows + r] /= log_sums[r];
  for (std::int64_t r = 0; r < rows; ++r) log_sums[r] = log_of(log_sums[r]) + largest[r];
}

MLDAY_FOR_EACH_PROCESSOR void scale(float* values, std::int64_t count, float factor) {
  for (std::int64_t i = 0; i < count; ++i) values[i] *= factor;
}

/// What of each row's loss comes of all classes alike, beside log_sums: the mean of the outputs.
MLDAY_FOR_EACH_PROCESSOR void means_of_rows(const float* __restrict outputs, std::int64_t features,
                                            std::int64_t rows, float* __restrict means) {
  for (std::int64_t r = 0; r < rows; ++r) means[r] = 0;
  for (std::int64_t f = 0; f < features; ++f)
    for (std::int64_t r = 0; r < rows; ++r) means[r] += outputs[f * rows + r];
  for (std::int64_t r = 0; r < rows; ++r) means[r] /= static_cast<float>(features);
}

class SoftmaxCrossEntropy : public Loss {
 public:
  explicit SoftmaxCrossEntropy(double smoothing) : smoothing_(static_cast<float>(smoothing)) {}

  bool takes(const torch::Tensor& targets, std::int64_t) const override {
    return are_classes(targets);
  }
  double run(const float* outputs, std::int64_t features, std::int64_t rows,
             const torch::Tensor& targets, float* gradient) override {
    largest_.resize(static_cast<std::size_t>(rows));
    log_sums_.resize(static_cast<std::size_t>(rows));
    softmax(outputs, features, rows, gradient, largest_.data(), log_sums_.data());
    const auto* classes = targets.data_ptr<std::int64_t>();
    for (std::int64_t r = 0; r < rows; ++r) {
      TORCH_CHECK(classes[r] >= 0 && classes[r] < features, "class ", classes[r], " of ", features);
      const auto at = classes[r] * rows + r;
      log_sums_[static_cast<std::size_t>(r)] -= (1 - smoothing_) * outputs[at];
      gradient[at] -= 1 - smoothing_;
    }
    if (smoothing_ > 0) smooth(outputs, features, rows, gradient);
    scale(gradient, features * rows, 1 / static_cast<float>(rows));
    return sum_of(log_sums_) / static_cast<double>(rows);
  }

 private:
  void smooth(const float* outputs, std::int64_t features, std::int64_t rows, float* gradient) {
    means_of_rows(outputs, features, rows, largest_.data());
    for (std::int64_t r = 0; r < rows; ++r)
      log_sums_[static_cast<std::size_t>(r)] -= smoothing_ * largest_[static_cast<std::size_t>(r)];
    const float share = smoothing_ / static_cast<float>(features);
    for (std::int64_t i = 0; i < features * rows; ++i) gradient[i] -= share;
  }

  float smoothing_;
  std::vector<float> largest_, log_sums_;
};

class TokenCrossEntropy : public Loss {
 public:
  TokenCrossEntropy(bool sums_up, std::int64_t ignored) : sums_up_(sums_up), ignored_(ignored) {}

  bool takes(const torch::Tensor& targets, std::int64_t) const override {
    return targets.scalar_type() == torch::kInt64 && targets.dim() == 2 && targets.is_contiguous();
  }
  std::int64_t steps(const torch::Tensor& targets) const override {
    const auto* at = targets.data_ptr<std::int64_t>();
    std::int64_t most = 1;
    for (std::int64_t n = 0; n < targets.size(0); ++n, at += targets.size(1))
      for (auto t = targets.size(1); t > most; --t)
        if (at[t - 1] != ignored_) most = t;
    return most;
  }
  double run(const float* outputs, std::int64_t features, std::int64_t rows,
             const torch::Tensor& targets, float* gradient) override {
    largest_.resize(static_cast<std::size_t>(rows));
    log_sums_.resize(static_cast<std::size_t>(rows));
    softmax(outputs, features, rows, gradient, largest_.data(), log_sums_.data());
    const auto samples = targets.size(0), steps = rows / samples;
    double sum = 0;
    std::int64_t counted = 0;
    for (std::int64_t r = 0; r < rows; ++r) {
      const auto wanted = targets.data_ptr<std::int64_t>()[r / steps * targets.size(1) + r % steps];
      if (wanted == ignored_) {
        for (std::int64_t f = 0; f < features; ++f) gradient[f * rows + r] = 0;
        continue;
      }
      TORCH_CHECK(wanted >= 0 && wanted < features, "symbol ", wanted, " of ", features);
      sum += log_sums_[static_cast<std::size_t>(r)] - outputs[wanted * rows + r];
      gradient[wanted * rows + r] -= 1;
      ++counted;
    }
    const auto terms = static_cast<double>(sums_up_ ? samples : counted);
    scale(gradient, features * rows, static_cast<float>(1 / terms));
    return sum / terms;
  }

 private:
  bool sums_up_;
  std::int64_t ignored_;
  std::vector<float> largest_, log_sums_;
};

/// log(1 + e) for e from 0 to 1, exact where 1 + e is rounded (Kahan).
inline float log_of_1_and(float e) {
  const float sum = 1 + e, added = sum - 1;
  const float logarithm = log_of(sum) * (e / (added == 0 ? 1 : added));
  return added == 0 ? e : logarithm;
}

MLDAY_FOR_EACH_PROCESSOR void of_labels(const float* __restrict outputs,
                                        const float* __restrict labels, std::int64_t count,
                                        float* __restrict losses, float* __restrict gradient) {
  const float factor = 1 / static_cast<float>(count);
  for (std::int64_t i = 0; i < count; ++i) {
    const float x = outputs[i], size = x < 0 ? -x : x;
    const float small = exp_of(-size);
    losses[i] = (x > 0 ? x : 0) - x * labels[i] + log_of_1_and(small);
    const float share = (x < 0 ? small : 1) / (1 + small);
    gradient[i] = (share - labels[i]) * factor;
  }
}

class SigmoidCrossEntropy : public Loss {
 public:
  bool takes(const torch::Tensor& targets, std::int64_t features) const override {
    return (features == 1 && are_classes(targets)) || are_numbers(targets, features);
  }
  double run(const float* outputs, std::int64_t features, std::int64_t rows,
             const torch::Tensor& targets, float* gradient) override {
    const auto count = features * rows;
    labels_.resize(static_cast<std::size_t>(count));
    losses_.resize(static_cast<std::size_t>(count));
    if (targets.scalar_type() == torch::kInt64)
      std::copy_n(targets.data_ptr<std::int64_t>(), rows, labels_.begin());
    else
      transpose(targets.data_ptr<float>(), rows, features, labels_.data());
    of_labels(outputs, labels_.data(), count, losses_.data(), gradient);
    return sum_of(losses_) / static_cast<double>(count);
  }

 private:
  std::vector<float> labels_, losses_;
};

class MeanSquaredError : public Loss {
 public:
  bool takes(const torch::Tensor& targets, std::int64_t features) const override {
    return are_numbers(targets, features);
  }
  double run(const float* outputs, std::int64_t features, std::int64_t rows,
             const torch::Tensor& targets, float* gradient) override {
    const auto count = features * rows;
    transpose(targets.data_ptr<float>(), rows, features, gradient);
    double squares = 0;
    const float factor = 2 / static_cast<float>(count);
    for (std::int64_t i = 0; i < count; ++i) {
      const float error = outputs[i] - gradient[i];
      squares += static_cast<double>(error) * error;
      gradient[i] = error * factor;
    }
    return squares / static_cast<double>(count);
  }
};

}  // namespace

LossPtr softmax_cross_entropy(double smoothing) {
  return std::make_unique<SoftmaxCrossEntropy>(smoothing);
}
LossPtr token_cross_entropy(bool sums_up, std::int64_t ignored) {
  return std::make_unique<TokenCrossEntropy>(sums_up, ignored);
}
LossPtr sigmoid_cross_entropy() { return std::make_unique<SigmoidCrossEntropy>(); }
LossPtr mean_squared_error() { return std::make_unique<MeanSquaredError>(); }

}  // namespace mlday::fused

#include "fused/gradient.h"

#include <torch/utils.h>

#include "core/vector_width.h"

namespace mlday::fused {

bool is_plain(const torch::Tensor& parameter) {
  return parameter.is_cpu() && parameter.scalar_type() == torch::kFloat32 &&
         parameter.is_contiguous();
}

float* gradient_of(torch::Tensor& parameter) {
  auto& gradient = parameter.mutable_grad();
  if (!gradient.defined() || !gradient.is_contiguous())
    gradient = torch::zeros_like(parameter.detach());
  return gradient.data_ptr<float>();
}

MLDAY_FOR_EACH_PROCESSOR void sums_of_planes(const float* planes, std::int64_t count,
                                             std::int64_t rows, float* sums) {
  constexpr std::int64_t lanes = 16;  // so many sums at once, which the compiler makes vectors of
  for (std::int64_t plane = 0; plane < count; ++plane) {
    const float* values = planes + plane * rows;
    float partial[lanes] = {};
    std::int64_t i = 0;
    for (; i + lanes <= rows; i += lanes)
      for (std::int64_t l = 0; l < lanes; ++l) partial[l] += values[i + l];
    float sum = 0;
    for (const auto part : partial) sum += part;
    for (; i < rows; ++i) sum += values[i];
    sums[plane] = sum;
  }
}

}  // namespace mlday::fused

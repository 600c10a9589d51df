#include "fused/dropped.h"

#include <ATen/CPUGeneratorImpl.h>

#include <mutex>

#include "core/vector_width.h"

namespace mlday::fused {

Dropped Dropped::draw(double p) {
  auto* generator = at::check_generator<at::CPUGeneratorImpl>(at::detail::getDefaultCPUGenerator());
  const std::lock_guard lock(generator->mutex_);
  const auto seed = generator->random64();
  return {.first = static_cast<std::uint32_t>(seed),
          .second = static_cast<std::uint32_t>(seed >> 32),
          .threshold = static_cast<std::uint32_t>(p * 4294967296.0),
          .factor = static_cast<float>(1 / (1 - p))};
}

MLDAY_FOR_EACH_VECTOR_WIDTH void drop(const Dropped& dropped, const float* in, float* out,
                                      std::int64_t count, std::uint32_t first, std::uint32_t step) {
  const Dropped own = dropped;  // (in registers: `out` might lie over it)
  for (std::int64_t i = 0; i < count; ++i)
    out[i] = in[i] * own.at(first + static_cast<std::uint32_t>(i) * step);
}

}  // namespace mlday::fused

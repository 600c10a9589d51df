#include "optim/fast/sgd.h"

namespace mlday::fast {
namespace {

struct Constants {
  float lr, l2, kept, taken, from_gradient, from_velocity;
};

MLDAY_FOR_EACH_VECTOR_WIDTH void update_range(float* __restrict parameter,
                                              const float* __restrict gradient, std::int64_t count,
                                              Constants c) {
  for (std::int64_t i = 0; i < count; ++i)
    parameter[i] -= c.lr * (gradient[i] + c.l2 * parameter[i]);
}

MLDAY_FOR_EACH_VECTOR_WIDTH void update_range(float* __restrict parameter,
                                              const float* __restrict gradient,
                                              float* __restrict velocity, std::int64_t count,
                                              Constants c) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i] + c.l2 * parameter[i];
    const float v = c.kept * velocity[i] + c.taken * g;
    velocity[i] = v;
    parameter[i] -= c.lr * (c.from_gradient * g + c.from_velocity * v);
  }
}

}  // namespace

bool sgd(const ParameterUpdate& u, const SgdFactors& factors) {
  if (!takes(u)) return false;
  const Constants constants{.lr = static_cast<float>(factors.lr),
                            .l2 = static_cast<float>(u.weight_decay),
                            .kept = static_cast<float>(factors.kept),
                            .taken = static_cast<float>(factors.taken),
                            .from_gradient = static_cast<float>(factors.from_gradient),
                            .from_velocity = static_cast<float>(factors.from_velocity)};
  auto* parameter = u.parameter.data_ptr<float>();
  const auto* gradient = u.gradient.data_ptr<float>();
  auto* velocity = u.slots.empty() ? nullptr : u.slots[0].data_ptr<float>();
  for_ranges(u.parameter.numel(), [&](std::int64_t begin, std::int64_t count) {
    if (velocity)
      update_range(parameter + begin, gradient + begin, velocity + begin, count, constants);
    else
      update_range(parameter + begin, gradient + begin, count, constants);
  });
  return true;
}

}  // namespace mlday::fast

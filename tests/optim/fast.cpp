// The one-pass kernels beside the plain rules.
#include "optim/optimizer.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

constexpr const char* fast_cases[] = {
    "name: adam",
    "name: adam, weight_decay: .01",
    "name: adam, betas: [.5, .9], eps: .01",
    "name: adam, betas: [.5, .9], eps: .01, rule: keras",
    "name: adamw",
    "name: adamw, weight_decay: .3",
    "name: sgd",
    "name: sgd, weight_decay: .01",
    "name: sgd, momentum: .9",
    "name: sgd, momentum: .9, dampening: .9, weight_decay: .01",
    "name: sgd, momentum: .9, nesterov: true",
    "name: sgd, momentum: .9, nesterov: true, rule: keras",
    "name: sgd, momentum: .9, dampening: .5, rule: keras",
    "name: sgd, momentum: .8, dampening: .3, nesterov: true, weight_decay: .01",
};

torch::Tensor floats(std::int64_t size, double phase) {
  return wave({size}, phase).to(torch::kFloat32);
}

/// Gradients of very different sizes.
torch::Tensor gradient_of(std::int64_t size, int step) {
  return (wave({size}, .3 * step) * wave({size}, 2).mul(6).exp() * .01).to(torch::kFloat32);
}

/// The largest relative difference of a parameter between the kernel and the plain rule after 100
/// updates of `size` floats.
double fast_from_plain(const std::string& settings, std::int64_t size,
                       std::optional<double> momentum) {
  const auto fused = chosen(optimizers(), "{" + settings + "}");
  const auto plain = chosen(optimizers(), "{fused: false, " + settings + "}");
  // Away from zero, where a relative difference would say nothing.
  const auto start = floats(size, 1) * .5 + 30;
  auto a = start.clone().requires_grad_(), b = start.clone().requires_grad_();
  Optimizer fast(*fused, {{"p", a}}), slow(*plain, {{"p", b}});
  for (int step = 0; step < 100; ++step) {
    a.mutable_grad() = gradient_of(size, step);
    b.mutable_grad() = gradient_of(size, step);
    fast.step(.01, momentum);
    slow.step(.01, momentum);
  }
  return ((a - b).abs() / b.abs()).max().item<double>();
}

}  // namespace

TEST_CASE("a one-pass kernel does what the plain rule does, for sizes with and without a rest") {
  for (const std::int64_t size : {1, 7, 8, 16, 33, 1000, 1023})
    for (const auto* settings : fast_cases) {
      INFO(size << " floats, " << settings);
      CHECK(fast_from_plain(settings, size, std::nullopt) < 1e-6);
    }
}

TEST_CASE("a one-pass kernel takes a cycled momentum") {
  for (const auto* settings : {"name: adam", "name: sgd, momentum: .5, nesterov: true"}) {
    INFO(settings);
    CHECK(fast_from_plain(settings, 33, .8) < 1e-6);
  }
}

TEST_CASE("a one-pass kernel does not depend on the number of threads") {
  const std::int64_t size = 100'003;  // several threads' worth
  for (const auto* yaml : fast_cases) {
    INFO(yaml);
    const auto settings = chosen(optimizers(), "{" + std::string(yaml) + "}");
    const auto run = [&](int threads) {
      at::set_num_threads(threads);
      auto parameter = floats(size, 1).requires_grad_();
      Optimizer optimizer(*settings, {{"p", parameter}});
      for (int step = 0; step < 3; ++step) {
        parameter.mutable_grad() = floats(size, step + 2.0);
        optimizer.step(.01);
      }
      return parameter.detach();
    };
    const auto alone = run(1), together = run(4);
    at::set_num_threads(1);
    CHECK(same_bits(alone, together));
    CHECK_FALSE(same_bits(alone, floats(size, 1)));
  }
}

TEST_CASE("a gradient that is not contiguous is taken as it is") {
  for (const auto* yaml : {"adam", "{name: sgd, momentum: .9}"}) {
    INFO(yaml);
    const auto settings = chosen(optimizers(), yaml);
    const auto run = [&](const torch::Tensor& gradient) {
      auto parameter = wave({5, 7}, 1).to(torch::kFloat32).requires_grad_();
      Optimizer optimizer(*settings, {{"p", parameter}});
      parameter.mutable_grad() = gradient;
      optimizer.step(.01);
      return parameter.detach();
    };
    const auto gradient = wave({7, 5}, 2, .01).to(torch::kFloat32).t();
    REQUIRE_FALSE(gradient.is_contiguous());
    CHECK(torch::allclose(run(gradient), run(gradient.contiguous()), 1e-6, 1e-9));
  }
}

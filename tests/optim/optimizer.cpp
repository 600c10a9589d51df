#include "optim/optimizer.h"

#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// The oracle's net of two layers; settings are the oracle's too.
NamedTensors small_net() {
  return {{"hidden.weight", wave({4, 3}, 1, .5).requires_grad_()},
          {"hidden.bias", wave({4}, 2, .5).requires_grad_()},
          {"out.weight", wave({2, 4}, 3, .5).requires_grad_()},
          {"out.bias", wave({2}, 4, .5).requires_grad_()}};
}

torch::Tensor small_net_loss(const NamedTensors& p, std::int64_t step) {
  const auto t = static_cast<double>(step);
  const auto type = p[0].second.scalar_type();
  const auto inputs = wave({5, 3}, .1 * t).to(type), targets = wave({5, 2}, .2 * t, .7).to(type);
  const auto hidden = torch::tanh(inputs.matmul(p[0].second.t()) + p[1].second);
  return (hidden.matmul(p[2].second.t()) + p[3].second - targets).square().mean();
}

void train(Optimizer& optimizer, const NamedTensors& parameters, double lr, std::int64_t from,
           std::int64_t to) {
  for (auto step = from; step < to; ++step) {
    optimizer.zero_grad();
    small_net_loss(parameters, step).backward();
    optimizer.step(lr * (1 - static_cast<double>(step) / 200));
  }
}

struct Case {
  const char *figure, *yaml;
};
constexpr Case cases[] = {
    {"sgd", "{name: sgd, lr: .05}"},
    {"sgd_weight_decay", "{name: sgd, lr: .05, weight_decay: .01}"},
    {"sgd_momentum", "{name: sgd, lr: .02, momentum: .9}"},
    {"sgd_dampening", "{name: sgd, lr: .05, momentum: .9, dampening: .9}"},
    {"sgd_nesterov", "{name: sgd, lr: .02, momentum: .9, nesterov: true}"},
    {"sgd_all", "{name: sgd, lr: .03, momentum: .8, dampening: .3, weight_decay: .02}"},
    {"sgd_nesterov_decay", "{name: sgd, lr: .02, momentum: .8, nesterov: true, weight_decay: .02}"},
    {"adam", "{name: adam, lr: .01}"},
    {"adam_settings", "{name: adam, lr: .02, betas: [.8, .99], eps: 1e-3}"},
    {"adam_weight_decay", "{name: adam, lr: .01, weight_decay: .05}"},
};

/// The largest relative difference of a parameter between the fast kernel and the plain rule after
/// 100 updates of `size` floats, with gradients of very different sizes.
double fast_from_plain(const std::string& settings, std::int64_t size) {
  const auto fused = chosen(optimizers(), "{name: adam, lr: .01, " + settings + "}");
  const auto plain = chosen(optimizers(), "{name: adam, lr: .01, fused: false, " + settings + "}");
  // Away from zero, where a relative difference would say nothing.
  const auto start = (wave({size}, 1, .5) + 3).to(torch::kFloat32);
  auto a = start.clone().requires_grad_(), b = start.clone().requires_grad_();
  Optimizer fast(*fused, {{"p", a}}), slow(*plain, {{"p", b}});
  for (int step = 0; step < 100; ++step) {
    const auto gradient =
        (wave({size}, .3 * step) * wave({size}, 2).mul(6).exp()).to(torch::kFloat32);
    a.mutable_grad() = gradient.clone();
    b.mutable_grad() = gradient.clone();
    fast.step(.01);
    slow.step(.01);
  }
  return ((a - b).abs() / b.abs()).max().item<double>();
}

}  // namespace

TEST_CASE("every optimizer's kind and keys are documented, each key once") {
  CHECK(documentation_gaps(optimizers()) == "");
}

TEST_CASE("after 100 updates in float64 the parameters are PyTorch's") {
  const auto expected = figures("optimizers");
  for (const auto& [figure, yaml] : cases) {
    const auto settings = chosen(optimizers(), yaml);
    const auto parameters = small_net();
    Optimizer optimizer(*settings, parameters);
    train(optimizer, parameters, settings->base_lr(), 0, 100);
    CHECK(optimizer.steps() == 100);
    for (const auto& [name, value] : parameters) {
      INFO(figure << ": " << name);
      CHECK(deviation(value, expected.at(figure).at(name)) < 1e-10);
    }
  }
}

TEST_CASE("the fast Adam kernel does what the plain rule does, for sizes with and without a rest") {
  for (const std::int64_t size : {1, 7, 8, 16, 33, 1000, 1023})
    for (const auto* settings : {"eps: 1e-8", "weight_decay: .01", "betas: [.5, .9]", "eps: .01"}) {
      INFO(size << " floats, " << settings);
      CHECK(fast_from_plain(settings, size) < 1e-6);
    }
}

TEST_CASE("the fast Adam kernel does not depend on the number of threads") {
  const auto settings = chosen(optimizers(), "adam");
  const std::int64_t size = 100'003;  // several threads' worth
  const auto run = [&](int threads) {
    at::set_num_threads(threads);
    auto parameter = wave({size}, 1).to(torch::kFloat32).requires_grad_();
    Optimizer optimizer(*settings, {{"p", parameter}});
    for (int step = 0; step < 3; ++step) {
      parameter.mutable_grad() = wave({size}, step + 2.0).to(torch::kFloat32);
      optimizer.step(.01);
    }
    return parameter.detach();
  };
  const auto alone = run(1), together = run(4);
  at::set_num_threads(1);
  CHECK(same_bits(alone, together));
  CHECK_FALSE(same_bits(alone, wave({size}, 1).to(torch::kFloat32)));
}

TEST_CASE("a gradient that is not contiguous is taken as it is") {
  const auto settings = chosen(optimizers(), "adam");
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

TEST_CASE("saved after 30 updates and restored, every optimizer goes on to the same bits") {
  for (const auto& [figure, yaml] : cases) {
    INFO(figure);
    const auto settings = chosen(optimizers(), yaml);
    const auto lr = settings->base_lr();
    const auto whole = small_net();
    Optimizer uninterrupted(*settings, whole);
    train(uninterrupted, whole, lr, 0, 30);
    const auto parts = small_net();
    Optimizer restored(*settings, parts);
    {
      const torch::NoGradGuard no_grad;
      const auto saved = uninterrupted.state(), state = restored.state();
      REQUIRE(saved.size() == settings->slots().size() * parts.size());
      for (std::size_t i = 0; i < saved.size(); ++i) {
        CHECK(saved[i].first == state[i].first);
        auto target = state[i].second;
        target.copy_(saved[i].second);
      }
      for (std::size_t i = 0; i < parts.size(); ++i) {
        auto target = parts[i].second;
        target.copy_(whole[i].second);
      }
      restored.set_steps(uninterrupted.steps());
    }
    train(uninterrupted, whole, lr, 30, 60);
    train(restored, parts, lr, 30, 60);
    for (std::size_t i = 0; i < parts.size(); ++i)
      CHECK(same_bits(parts[i].second.detach(), whole[i].second.detach()));
  }
}

TEST_CASE("an optimizer's state is named by slot and parameter") {
  const auto adam = chosen(optimizers(), "adam");
  std::vector<std::string> names;
  for (const auto& [name, tensor] : Optimizer(*adam, {{"conv.weight", torch::zeros(2)}}).state())
    names.push_back(name);
  CHECK(names == std::vector<std::string>{"exp_avg/conv.weight", "exp_avg_sq/conv.weight"});
  const auto sgd = chosen(optimizers(), "sgd");
  CHECK(Optimizer(*sgd, {{"w", torch::zeros(2)}}).state().empty());
}

TEST_CASE("a parameter without a gradient stays as it is") {
  for (const auto* yaml :
       {"{name: sgd, momentum: .9, weight_decay: .1}", "{name: adam, weight_decay: .1}"}) {
    INFO(yaml);
    const auto settings = chosen(optimizers(), yaml);
    auto used = torch::ones(3).requires_grad_(), unused = torch::ones(3).requires_grad_();
    Optimizer optimizer(*settings, {{"used", used}, {"unused", unused}});
    (used * 2).sum().backward();
    optimizer.step(.1);
    CHECK((used < 1).all().item<bool>());
    CHECK(same_bits(unused.detach(), torch::ones(3)));
    optimizer.zero_grad();
    CHECK_FALSE(used.grad().defined());
  }
}

TEST_CASE("an optimizer refuses settings that make no sense") {
  for (const auto* yaml :
       {"{name: adam, lr: 0}", "{name: adam, betas: [.9, 1]}", "{name: adam, betas: .9}",
        "{name: adam, eps: 0}", "{name: sgd, momentum: 1}", "{name: sgd, momentum: -.1}",
        "{name: sgd, dampening: 1.5}", "{name: sgd, weight_decay: -1}", "{name: sgdd}"}) {
    INFO(yaml);
    CHECK_THROWS_AS(chosen(optimizers(), yaml), Error);
  }
  CHECK_THROWS_WITH(chosen(optimizers(), "{name: adam, learning_rate: .1}"),
                    ContainsSubstring("lr"));
}

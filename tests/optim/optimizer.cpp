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
    {"sgd_keras", "{name: sgd, lr: .02, momentum: .9, rule: keras}"},
    {"sgd_keras_nesterov", "{name: sgd, lr: .02, momentum: .8, nesterov: true, rule: keras}"},
    {"adam", "{name: adam, lr: .01}"},
    {"adam_keras", "{name: adam, lr: .01, betas: [.9, .99], eps: 1e-3, rule: keras}"},
    {"adam_settings", "{name: adam, lr: .02, betas: [.8, .99], eps: 1e-3}"},
    {"adam_weight_decay", "{name: adam, lr: .01, weight_decay: .05}"},
    {"adamw", "{name: adamw, lr: .01}"},
    {"adamw_settings", "{name: adamw, lr: .02, betas: [.8, .99], eps: 1e-3, weight_decay: .2}"},
    {"nadam", "{name: nadam, lr: .01}"},
    {"nadam_settings",
     "{name: nadam, lr: .02, betas: [.8, .99], eps: 1e-3, momentum_decay: .02,"
     " weight_decay: .05}"},
    {"radam", "{name: radam, lr: .01}"},
    {"radam_settings", "{name: radam, lr: .02, betas: [.8, .99], eps: 1e-3, weight_decay: .05}"},
    {"rmsprop", "{name: rmsprop, lr: .01}"},
    {"rmsprop_settings", "{name: rmsprop, lr: .01, alpha: .9, eps: 1e-3, weight_decay: .05}"},
    {"rmsprop_momentum", "{name: rmsprop, lr: .002, momentum: .8}"},
    {"rmsprop_centered", "{name: rmsprop, lr: .005, centered: true, momentum: .5, eps: 1e-2}"},
    {"rmsprop_keras", "{name: rmsprop, lr: .01, alpha: .9, eps: 1e-3, rule: keras}"},
    {"rmsprop_keras_all",
     "{name: rmsprop, lr: .005, momentum: .5, centered: true, eps: 1e-2, rule: keras}"},
    {"adamax", "{name: adamax, lr: .01}"},
    {"adamax_settings", "{name: adamax, lr: .02, betas: [.8, .99], eps: 1e-3, weight_decay: .05}"},
    {"adagrad", "{name: adagrad, lr: .05}"},
    {"adagrad_settings",
     "{name: adagrad, lr: .05, lr_decay: .01, initial_accumulator_value: .1, eps: 1e-3,"
     " weight_decay: .05}"},
};

}  // namespace

TEST_CASE("every optimizer's kind and keys are documented, each key once") {
  CHECK(documentation_gaps(optimizers()) == "");
}

TEST_CASE("after 100 updates in float64 the parameters are PyTorch's, or Keras'") {
  const auto expected = figures("optimizers");
  for (const auto& [figure, yaml] : cases) {
    const auto settings = chosen(optimizers(), yaml);
    const auto parameters = small_net();
    Optimizer optimizer(*settings, parameters);
    train(optimizer, parameters, settings->lr, 0, 100);
    for (const auto& [name, value] : parameters) {
      INFO(figure << ": " << name);
      CHECK(deviation(value, expected.at(figure).at(name)) < 1e-10);
    }
  }
}

TEST_CASE("saved after 30 updates and restored, every optimizer goes on to the same bits") {
  for (const auto& [figure, yaml] : cases) {
    INFO(figure);
    const auto settings = chosen(optimizers(), yaml);
    const auto lr = settings->lr;
    const auto whole = small_net();
    Optimizer uninterrupted(*settings, whole);
    train(uninterrupted, whole, lr, 0, 30);
    const auto parts = small_net();
    Optimizer restored(*settings, parts);
    {
      const torch::NoGradGuard no_grad;
      const auto saved = uninterrupted.state(), state = restored.state();
      REQUIRE(saved.size() == (settings->slots().size() + 1) * parts.size());
      for (std::size_t i = 0; i < saved.size(); ++i) {
        CHECK(saved[i].first == state[i].first);
        auto target = state[i].second;
        target.copy_(saved[i].second);
      }
      for (std::size_t i = 0; i < parts.size(); ++i) {
        auto target = parts[i].second;
        target.copy_(whole[i].second);
      }
    }
    train(uninterrupted, whole, lr, 30, 60);
    train(restored, parts, lr, 30, 60);
    for (std::size_t i = 0; i < parts.size(); ++i)
      CHECK(same_bits(parts[i].second.detach(), whole[i].second.detach()));
  }
}

TEST_CASE("an optimizer's state is named by slot and parameter") {
  const auto names = [](const char* kind) {
    const auto rule = chosen(optimizers(), kind);
    std::vector<std::string> list;
    for (const auto& [name, tensor] : Optimizer(*rule, {{"w", torch::zeros(2)}}).state())
      list.push_back(name);
    return list;
  };
  using Names = std::vector<std::string>;
  CHECK(names("adam") == Names{"exp_avg/w", "exp_avg_sq/w", "step/w"});
  CHECK(names("sgd") == Names{"step/w"});
}

TEST_CASE("a parameter that gets its first gradient late counts its own steps, as PyTorch does") {
  const auto expected = figures("optimizers").at("late");
  for (const auto& [figure, yaml] : cases) {
    INFO(figure);
    const auto settings = chosen(optimizers(), yaml);
    const auto parameters = small_net();
    auto late = parameters[0].second;
    Optimizer optimizer(*settings, parameters);
    for (std::int64_t step = 0; step < 100; ++step) {
      optimizer.zero_grad();
      small_net_loss(parameters, step).backward();
      if (step < 40) late.mutable_grad().reset();
      optimizer.step(settings->lr);
    }
    CHECK(deviation(late, expected.at(figure)) < 1e-10);
  }
}

TEST_CASE("a momentum that an annealer cycles takes the place of the rule's own") {
  const auto expected = figures("optimizers");
  for (const auto& [figure, yaml] :
       {Case{"cycled_sgd", "{name: sgd, lr: .02, momentum: .5}"},
        Case{"cycled_rmsprop", "{name: rmsprop, lr: .002, momentum: .5}"},
        Case{"cycled_adam", "{name: adam, lr: .01}"},
        Case{"cycled_nadam", "{name: nadam, lr: .01}"}}) {
    const auto settings = chosen(optimizers(), yaml);
    CHECK(settings->has_momentum());
    const auto parameters = small_net();
    Optimizer optimizer(*settings, parameters);
    for (std::int64_t step = 0; step < 100; ++step) {
      optimizer.zero_grad();
      small_net_loss(parameters, step).backward();
      optimizer.step(settings->lr, .85 + .1 * static_cast<double>(step) / 100);
    }
    for (const auto& [name, value] : parameters) {
      INFO(figure << ": " << name);
      CHECK(deviation(value, expected.at(figure).at(name)) < 1e-10);
    }
  }
  CHECK_FALSE(chosen(optimizers(), "sgd")->has_momentum());
  CHECK_FALSE(chosen(optimizers(), "adagrad")->has_momentum());
}

TEST_CASE("groups of parameters have rates and weight decay of their own") {
  const auto expected = figures("optimizers").at("grouped");
  const auto settings = chosen(optimizers(),
                               "{name: adamw, lr: .01, weight_decay: .3, groups: ["
                               "{parameters: '*.bias', lr_factor: 2, weight_decay: 0},"
                               "{parameters: '*', lr_factor: 1}]}");
  const auto parameters = small_net();
  Optimizer optimizer(*settings, parameters);
  for (std::int64_t step = 0; step < 100; ++step) {
    optimizer.zero_grad();
    small_net_loss(parameters, step).backward();
    optimizer.step(settings->lr);
  }
  for (const auto& [name, value] : parameters) {
    INFO(name);
    CHECK(deviation(value, expected.at(name)) < 1e-10);
  }
}

TEST_CASE("a group that no parameter belongs to is refused, with the names there are") {
  const auto settings =
      chosen(optimizers(), "{name: sgd, groups: [{parameters: 'conv*', lr_factor: .1}]}");
  CHECK_THROWS_WITH(Optimizer(*settings, small_net()),
                    ContainsSubstring("`conv*`") && ContainsSubstring("hidden.weight"));
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
        "{name: rmsprop, alpha: 1}", "{name: nadam, momentum_decay: -1}",
        "{name: sgd, groups: {parameters: '*'}}", "{name: sgd, groups: [{lr_factor: 2}]}",
        "{name: sgd, groups: ['*']}", "{name: sgd, dampening: 1.5}",
        "{name: sgd, weight_decay: -1}", "{name: sgdd}"}) {
    INFO(yaml);
    CHECK_THROWS_AS(chosen(optimizers(), yaml), Error);
  }
  CHECK_THROWS_WITH(chosen(optimizers(), "{name: adam, learning_rate: .1}"),
                    ContainsSubstring("lr"));
}

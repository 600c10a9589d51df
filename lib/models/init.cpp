#include "models/init.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include <cmath>

#include "core/rng.h"
#include "models/module.h"

namespace mlday {
namespace {

struct Zeros : Initializer {
  void fill(torch::Tensor& values, const Fans&, at::Generator) const override { values.zero_(); }
};

struct Constant : Initializer {
  double value = 0;
  void fill(torch::Tensor& values, const Fans&, at::Generator) const override {
    values.fill_(value);
  }
};

struct Uniform : Initializer {
  double a = .05;
  void fill(torch::Tensor& values, const Fans&, at::Generator random) const override {
    values.uniform_(-a, a, random);
  }
};

struct Normal : Initializer {
  double std = .05;
  void fill(torch::Tensor& values, const Fans&, at::Generator random) const override {
    values.normal_(0, std, random);
  }
};

/// Uniform in +-sqrt(3 * scale / fan) or normal with deviation sqrt(scale / fan).
enum class Fan { in, mean };

template <Fan fan, int scale, bool uniform>
struct Scaled : Initializer {
  void fill(torch::Tensor& values, const Fans& fans, at::Generator random) const override {
    const double size = fan == Fan::in ? fans.in : (fans.in + fans.out) / 2;
    const double deviation = std::sqrt(scale / size);
    if constexpr (uniform)
      values.uniform_(-std::sqrt(3.0) * deviation, std::sqrt(3.0) * deviation, random);
    else
      values.normal_(0, deviation, random);
  }
};

/// PyTorch's own start of linear and convolution layers: both in +-1 / sqrt(fan_in).
struct Torch : Initializer {
  void fill(torch::Tensor& values, const Fans& fans, at::Generator random) const override {
    const double bound = 1 / std::sqrt(fans.in);
    values.uniform_(-bound, bound, random);
  }
};

using GlorotUniform = Scaled<Fan::mean, 1, true>;
using GlorotNormal = Scaled<Fan::mean, 1, false>;
using HeUniform = Scaled<Fan::in, 2, true>;
using HeNormal = Scaled<Fan::in, 2, false>;
using LecunNormal = Scaled<Fan::in, 1, false>;

template <class T>
Kind<Initializer> plain(const std::string& name, const std::string& summary) {
  static const Spec<T> spec(name, summary);
  return kind_of<Initializer>(spec);
}

const auto constant_spec = Spec<Constant>("constant", "One value everywhere.")
                               .key("value", &Constant::value, anything(), "The value.")
                               .short_form("value");
const auto uniform_spec = Spec<Uniform>("uniform", "Uniform in [-a, a).")
                              .key("a", &Uniform::a, positive(), "The bound.")
                              .short_form("a");
const auto normal_spec = Spec<Normal>("normal", "Normal around 0, not truncated.")
                             .key("std", &Normal::std, positive(), "Standard deviation.")
                             .elsewhere({"stddev"})
                             .short_form("std");

}  // namespace

const Roster<Initializer>& initializers() {
  static const Roster<Initializer> roster(
      "initializer", "", "torch",
      {
          kind_of<Initializer>(constant_spec),
          plain<GlorotNormal>("glorot_normal", "Deviation sqrt(2 / (fan_in + fan_out))."),
          plain<GlorotUniform>("glorot_uniform", "Within sqrt(6 / (fan_in + fan_out)); Keras'."),
          plain<HeNormal>("he_normal", "Deviation sqrt(2 / fan_in), for ReLU."),
          plain<HeUniform>("he_uniform", "Within sqrt(6 / fan_in), for ReLU."),
          plain<LecunNormal>("lecun_normal", "Deviation sqrt(1 / fan_in)."),
          kind_of<Initializer>(normal_spec),
          plain<Torch>("torch", "Within 1 / sqrt(fan_in): how PyTorch starts its layers."),
          kind_of<Initializer>(uniform_spec),
          plain<Zeros>("zeros", "All zero."),
      });
  return roster;
}

const Spec<InitSettings>& init_spec() {
  static const auto spec = Spec<InitSettings>("init", "How weights start.")
                               .choice("weight", &InitSettings::weight, initializers, "Of weights.")
                               .elsewhere({"kernel_initializer", "weights"})
                               .choice("bias", &InitSettings::bias, initializers, "Of biases.")
                               .elsewhere({"bias_initializer", "biases"})
                               .short_form("weight");
  return spec;
}

Fans fans_of(const torch::Tensor& weight) {
  const auto window = static_cast<double>(weight[0][0].numel());
  return {static_cast<double>(weight.size(1)) * window,
          static_cast<double>(weight.size(0)) * window};
}

void initialize(Network& network, const InitSettings& settings, std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  const auto stream = [&](const std::string& name) {
    return at::detail::createCPUGenerator(stream_seed(seed, "init " + name));
  };
  const auto& planned = network.plan().layers;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    if (!network.modules()[i]) continue;
    const auto& own = planned[i].layer->init;
    network.modules()[i]->start(own ? *own : settings, [&](const std::string& tensor) {
      return stream(planned[i].name + "." + tensor);
    });
  }
}

}  // namespace mlday

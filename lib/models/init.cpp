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

/// Normal numbers, or those of them within two deviations.
void fill_normal(torch::Tensor& values, double deviation, bool truncated, at::Generator random) {
  if (!truncated) {
    values.normal_(0, deviation, random);
    return;
  }
  // The inverse of the normal distribution, between its values at -2 and 2.
  const double edge = std::erf(std::sqrt(2.0));
  values.uniform_(-edge, edge, random).erfinv_().mul_(std::sqrt(2.0) * deviation);
}

struct Normal : Initializer {
  double std = .05;
  bool truncated = false;
  void fill(torch::Tensor& values, const Fans&, at::Generator random) const override {
    fill_normal(values, std, truncated, random);
  }
};

/// Uniform in +-sqrt(3 * scale / fan) or normal with deviation sqrt(scale / fan).
enum class Fan { in, mean };

template <Fan fan, int scale>
double scaled_deviation(const Fans& fans) {
  return std::sqrt(scale / (fan == Fan::in ? fans.in : (fans.in + fans.out) / 2));
}

template <Fan fan, int scale>
struct ScaledUniform : Initializer {
  void fill(torch::Tensor& values, const Fans& fans, at::Generator random) const override {
    const double bound = std::sqrt(3.0) * scaled_deviation<fan, scale>(fans);
    values.uniform_(-bound, bound, random);
  }
};

template <Fan fan, int scale>
struct ScaledNormal : Initializer {
  bool truncated = false;
  void fill(torch::Tensor& values, const Fans& fans, at::Generator random) const override {
    // Keras widens what it truncates, so that the deviation stays.
    constexpr double of_truncated = .87962566103423978;
    fill_normal(values, scaled_deviation<fan, scale>(fans) / (truncated ? of_truncated : 1),
                truncated, random);
  }
};

/// Rows (or columns, where there are fewer) at right angles (Saxe et al., 2014), by the QR
/// decomposition of a normal matrix, as in PyTorch.
struct Orthogonal : Initializer {
  double gain = 1;
  void fill(torch::Tensor& values, const Fans&, at::Generator random) const override {
    if (values.dim() < 2) {
      values.zero_();
      return;
    }
    const auto rows = values.size(0), columns = values.numel() / rows;
    auto flat = torch::empty({rows, columns}, values.options()).normal_(0, 1, random);
    if (rows < columns) flat.t_();
    auto [q, r] = torch::linalg_qr(flat);
    q *= r.diag().sign();
    if (rows < columns) q.t_();
    values.copy_(q.reshape(values.sizes()).mul(gain));
  }
};

/// PyTorch's own start of linear and convolution layers: both in +-1 / sqrt(fan_in).
struct Torch : Initializer {
  void fill(torch::Tensor& values, const Fans& fans, at::Generator random) const override {
    const double bound = 1 / std::sqrt(fans.in);
    values.uniform_(-bound, bound, random);
  }
};

using GlorotUniform = ScaledUniform<Fan::mean, 1>;
using GlorotNormal = ScaledNormal<Fan::mean, 1>;
using HeUniform = ScaledUniform<Fan::in, 2>;
using HeNormal = ScaledNormal<Fan::in, 2>;
using LecunUniform = ScaledUniform<Fan::in, 1>;
using LecunNormal = ScaledNormal<Fan::in, 1>;

template <class T>
Kind<Initializer> scaled_normal(const std::string& name, const std::string& summary,
                                const std::vector<std::string>& elsewhere = {}) {
  static const auto spec =
      Spec<T>(name, summary)
          .also_called(elsewhere)
          .key("truncated", &T::truncated, anything(),
               "Only numbers within two deviations, widened to keep the deviation (Keras).");
  return kind_of<Initializer>(spec);
}

template <class T>
Kind<Initializer> plain(const std::string& name, const std::string& summary,
                        const std::vector<std::string>& elsewhere = {}) {
  static const auto spec = Spec<T>(name, summary).also_called(elsewhere);
  return kind_of<Initializer>(spec);
}

const auto constant_spec = Spec<Constant>("constant", "One value everywhere.")
                               .key("value", &Constant::value, anything(), "The value.")
                               .short_form("value");
const auto uniform_spec = Spec<Uniform>("uniform", "Uniform in [-a, a).")
                              .key("a", &Uniform::a, positive(), "The bound.")
                              .short_form("a");
const auto normal_spec =
    Spec<Normal>("normal", "Normal around 0.")
        .key("std", &Normal::std, positive(), "Standard deviation (before truncation).")
        .elsewhere({"stddev"})
        .key("truncated", &Normal::truncated, anything(),
             "Only numbers within two deviations (Keras' TruncatedNormal).")
        .short_form("std");
const auto orthogonal_spec =
    Spec<Orthogonal>("orthogonal", "Rows or columns at right angles (Saxe et al., 2014).")
        .key("gain", &Orthogonal::gain, positive(), "Their length.")
        .short_form("gain");

}  // namespace

const Roster<Initializer>& initializers() {
  static const Roster<Initializer> roster(
      "initializer", "", "torch",
      {
          kind_of<Initializer>(constant_spec),
          scaled_normal<GlorotNormal>("glorot_normal", "Deviation sqrt(2 / (fan_in + fan_out)).",
                                      {"xavier_normal"}),
          plain<GlorotUniform>("glorot_uniform", "Within sqrt(6 / (fan_in + fan_out)); Keras'.",
                               {"xavier_uniform", "xavier"}),
          scaled_normal<HeNormal>("he_normal", "Deviation sqrt(2 / fan_in), for ReLU.",
                                  {"kaiming_normal", "kaiming"}),
          plain<HeUniform>("he_uniform", "Within sqrt(6 / fan_in), for ReLU.", {"kaiming_uniform"}),
          scaled_normal<LecunNormal>("lecun_normal", "Deviation sqrt(1 / fan_in)."),
          plain<LecunUniform>("lecun_uniform", "Within sqrt(3 / fan_in)."),
          kind_of<Initializer>(normal_spec),
          kind_of<Initializer>(orthogonal_spec),
          plain<Torch>("torch", "Within 1 / sqrt(fan_in): how PyTorch starts its layers.",
                       {"default", "pytorch"}),
          kind_of<Initializer>(uniform_spec),
          plain<Zeros>("zeros", "All zero.", {"0", "zero"}),
      });
  return roster;
}

const Spec<InitSettings>& init_spec() {
  static const auto spec = Spec<InitSettings>("init", "How weights start.")
                               .choice("weight", &InitSettings::weight, initializers, "Of weights.")
                               .elsewhere({"kernel_initializer"})
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

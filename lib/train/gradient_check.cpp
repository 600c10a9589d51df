#include "train/gradient_check.h"

#include <torch/utils.h>

#include <cmath>
#include <map>

#include "core/rng.h"
#include "models/module.h"
#include "models/weights.h"

namespace mlday {
namespace {

bool is_rectifier(const PlannedLayer& layer) {
  return layer.kind == "relu" || layer.kind == "leaky_relu" || layer.kind == "elu";
}
bool is_max_pool(const PlannedLayer& layer) {
  return layer.kind.find("max_pool") != std::string::npos;
}

/// On which side of every kink a forward pass came out: which rectifiers are on, which values the
/// max pools chose.
using Sides = std::vector<torch::Tensor>;

bool same(const Sides& a, const Sides& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!torch::equal(a[i], b[i])) return false;
  return true;
}

class Checker {
 public:
  Checker(Network& network, const Task& task, const Batch& batch, const GradientCheck& check)
      : network_(network), task_(task), batch_(batch), check_(check) {
    // As in training, but nothing is dropped, within recurrent layers neither.
    network.eval();
    for (std::size_t i = 0; i < network.modules().size(); ++i)
      if (const auto& layer = network.plan().layers[i]; layer.kind == "batch_norm" && !layer.frozen)
        network.modules()[i]->train();
  }

  std::vector<TensorCheck> run(const GradientCheckProgress& progress) {
    loss(nullptr).backward();
    NamedTensors trained;
    for (const auto& parameter : network_.named_parameters())
      if (parameter.value().grad().defined())
        trained.emplace_back(parameter.key(), parameter.value());
    std::vector<TensorCheck> checks;
    for (auto& [name, tensor] : trained) {
      progress(name, checks.size() + 1, trained.size());
      checks.push_back(of(name, tensor));
    }
    return checks;
  }

 private:
  torch::Tensor loss(Sides* sides) {
    const auto look = [&](const PlannedLayer& layer, const Field& input, const Field& output) {
      if (is_rectifier(layer)) sides->push_back(output.values > 0);
      if (is_max_pool(layer)) sides->push_back(chosen_by(layer, input));
    };
    const auto outputs =
        sides ? network_.forward(batch_.inputs, look) : network_.forward(batch_.inputs);
    return task_.loss(outputs, batch_.targets);
  }

  /// Which inputs a max pool passes on: those that its output's sum has a gradient by.
  torch::Tensor chosen_by(const PlannedLayer& layer, const Field& input) {
    const torch::AutoGradMode with_gradients(true);
    for (std::size_t i = 0; i < network_.modules().size(); ++i) {
      if (&network_.plan().layers[i] != &layer) continue;
      const auto leaf = input.values.detach().clone().requires_grad_();
      network_.modules()[i]->forward(Field(leaf, input.lengths)).values.sum().backward();
      return leaf.grad();
    }
    return {};
  }

  TensorCheck of(const std::string& name, torch::Tensor& parameter) {
    const torch::NoGradGuard no_gradients;
    TensorCheck result{.name = name};
    auto values = parameter.flatten();  // a view: changing it changes the weights
    const auto gradient = parameter.grad().flatten();
    Rng rng(stream_seed(check_.seed, "gradcheck " + name));
    auto entries = rng.permutation(values.numel());
    entries.resize(std::min(entries.size(), static_cast<std::size_t>(check_.entries)));
    double of_difference = 0, of_gradient = 0, of_numeric = 0;
    for (const auto entry : entries) {
      const double value = values[entry].item<double>();
      Sides above, below;
      values[entry].fill_(value + check_.eps);
      const double high = loss(&above).item<double>();
      values[entry].fill_(value - check_.eps);
      const double low = loss(&below).item<double>();
      values[entry].fill_(value);
      if (!same(above, below)) {
        ++result.kinks;
        continue;
      }
      ++result.checked;
      const double numeric = (high - low) / (2 * check_.eps);
      const double exact = gradient[entry].item<double>();
      of_difference += (exact - numeric) * (exact - numeric);
      of_gradient += exact * exact;
      of_numeric += numeric * numeric;
    }
    const double apart = std::sqrt(of_difference);
    if (apart != 0) result.difference = apart / (std::sqrt(of_gradient) + std::sqrt(of_numeric));
    // (Not a number does not pass.)
    result.passed = apart <= check_.floor || result.difference <= check_.tolerance;
    return result;
  }

  Network& network_;
  const Task& task_;
  const Batch& batch_;
  const GradientCheck& check_;
};

}  // namespace

std::vector<TensorCheck> check_gradients(Network& network, const Task& task, const Batch& batch,
                                         const GradientCheck& check,
                                         const GradientCheckProgress& progress) {
  return Checker(network, task, batch, check).run(progress);
}

}  // namespace mlday

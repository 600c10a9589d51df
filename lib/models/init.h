// How weights start: initializers by the names that Keras and PyTorch give them.
#pragma once

#include <torch/types.h>

#include "config/roster.h"

namespace mlday {

class Network;

/// Fans of a weight: inputs and outputs that one of its units sees.
struct Fans {
  double in = 1, out = 1;
};

/// For [out, in, ...]: in = shape[1] * window, out = shape[0] * window (PyTorch, Keras).
Fans fans_of(const torch::Tensor& weight);

struct Initializer {
  virtual ~Initializer() = default;
  /// Fills a weight, or a bias of a layer whose weight has these fans.
  virtual void fill(torch::Tensor& values, const Fans& fans, at::Generator random) const = 0;
};

const Roster<Initializer>& initializers();

struct InitSettings {
  Choice<Initializer> weight, bias;
};

const Spec<InitSettings>& init_spec();

/// Starts every layer's tensors, by the layer's own `init` where it has one; normalization layers
/// keep their ones and zeros. Each tensor draws from a stream of its own name, so a change in one
/// layer leaves the others' start as it was.
void initialize(Network& network, const InitSettings& settings, std::uint64_t seed);

}  // namespace mlday

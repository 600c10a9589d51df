// A network on paper: its layers in order with names, shapes and costs, nothing allocated.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/layer.h"

namespace mlday {

struct PlannedLayer {
  std::string name;  ///< unique: the config's, or kind and count ("conv2d_3")
  std::string kind;
  const Layer* layer = nullptr;  ///< owned by the experiment's spec
  Shape input, output;
  LayerCost cost;
};

struct Plan {
  Shape input;
  std::vector<PlannedLayer> layers;

  const Shape& output() const { return layers.empty() ? input : layers.back().output; }
  LayerCost total() const;
  /// Bytes of float32 that training takes at this batch size: weights, gradients, `slots` tensors
  /// of the optimizer for each, and every layer's output with its gradient. An estimate from above:
  /// LibTorch frees some of it earlier.
  std::int64_t training_bytes(std::int64_t batch_size, std::int64_t slots) const;
};

/// Walks a list of layers and lets each add itself.
class Planner {
 public:
  explicit Planner(Shape input) { plan_.input = std::move(input); }

  void add(const LayerList& layers);
  void add(const Layer& layer, const std::string& kind);
  Plan take() { return std::move(plan_); }

 private:
  Plan plan_;
  std::map<std::string, int> count_of_kind_;
};

/// Shapes and costs of these layers for inputs of this shape. A layer that does not fit is an Error
/// that names it.
Plan plan_layers(const LayerList& layers, const Shape& input);

}  // namespace mlday

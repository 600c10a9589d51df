// What a layer is: its settings, its arithmetic (known without building anything), and its
// building.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/roster.h"
#include "models/shape.h"

namespace mlday {

class LayerModule;
class Planner;

/// What a layer holds and costs for one sample.
struct LayerCost {
  std::int64_t parameters = 0;  ///< trained
  std::int64_t statistics = 0;  ///< kept but not trained (batch norm's running mean and variance)
  std::int64_t multiply_adds = 0;  ///< forward
};

/// A layer as the config chose it. Shapes are without the batch. `output` and `cost` are
/// arithmetic; an input that does not fit is an Error that says what would.
struct Layer {
  std::string name;

  virtual ~Layer() = default;
  virtual Shape output(const Shape& input) const = 0;
  virtual LayerCost cost(const Shape&) const { return {}; }
  virtual std::shared_ptr<LayerModule> build(const Shape& input) const = 0;
  /// Adds itself to a plan; a layer that stands for several adds those.
  virtual void plan(Planner& planner, const std::string& kind) const;
};

using LayerList = std::vector<Choice<Layer>>;

/// The keys that all layers share.
const Spec<Layer>& layer_spec();

Kind<Layer> avg_pool2d();
Kind<Layer> batch_norm();
Kind<Layer> conv2d();
Kind<Layer> dropout();
Kind<Layer> flatten();
Kind<Layer> linear();
Kind<Layer> max_pool2d();
Kind<Layer> relu();
Kind<Layer> repeat();

const Roster<Layer>& layers();

}  // namespace mlday

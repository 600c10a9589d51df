// What a layer is: its settings, its arithmetic (known without building anything), and its
// building.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/roster.h"
#include "models/init.h"
#include "tensors/shape.h"

namespace mlday {

class LayerModule;
class Planner;

/// What a layer holds and costs for one sample.
struct LayerCost {
  std::int64_t parameters = 0;  ///< trained
  std::int64_t statistics = 0;  ///< kept but not trained (batch norm's running mean and variance)
  std::int64_t multiply_adds = 0;  ///< forward
};

/// What one output value sees of the layer's input, and how far apart neighbours look, in pixels
/// [height, width] (or steps of a sequence, as the width).
struct Reach {
  Size2 size{1, 1}, step{1, 1};
  bool everything = false;  ///< all of the input, however large
};

/// A layer as the config chose it. Shapes are without the batch. `output` and `cost` are
/// arithmetic; an input that does not fit is an Error that says what would.
struct Layer {
  std::string name;
  std::optional<InitSettings> init;
  bool freeze = false;

  virtual ~Layer() = default;
  virtual Shape output(const Shape& input) const = 0;
  virtual LayerCost cost(const Shape&) const { return {}; }
  virtual Reach reach() const { return {}; }
  /// How many symbols, numbered from 0, it knows where its input is symbols; none for numbers.
  virtual std::optional<std::int64_t> symbols() const { return std::nullopt; }
  /// Whether samples of unequal length may pass through it: what is filled up behind a sample's end
  /// must change nothing before it, and what it makes of all steps must leave that out.
  virtual bool takes_varying() const { return false; }
  /// Whether its output at a step of a sequence depends on later steps.
  virtual bool looks_ahead() const { return false; }
  /// Which setting of it does nothing, and why: "`dropout` has no effect: ..."
  virtual std::optional<std::string> idle_setting() const { return std::nullopt; }
  virtual std::shared_ptr<LayerModule> build(const Shape& input) const = 0;
  /// Adds itself (`self`) to a plan; a layer that stands for several adds those.
  virtual void plan(Planner& planner, const Choice<Layer>& self) const;
};

/// A layer that stands for several: it is planned as those, never as itself.
struct Composite : Layer {
  Shape output(const Shape& input) const final { return input; }
  std::shared_ptr<LayerModule> build(const Shape&) const final { return nullptr; }
  void plan(Planner& planner, const Choice<Layer>& self) const override = 0;
};

using LayerList = std::vector<Choice<Layer>>;

/// The keys that all layers share; with `freeze`, of those that keep something; with `init` too, of
/// those whose start can be chosen.
const Spec<Layer>& layer_spec();
const Spec<Layer>& freezable_layer_spec();
const Spec<Layer>& weighted_layer_spec();

const Roster<Layer>& layers();

}  // namespace mlday

// A network on paper: its layers in order with names, shapes and costs, nothing allocated.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "models/layer.h"

namespace mlday {

/// How several values become one: as they are (a single one), their sum, or side by side along the
/// channels.
enum class Join { none, add, concat };

/// A place in a plan: the index of the layer whose output stands there; the network's input is -1.
using Place = int;
inline constexpr Place network_input = -1;

struct PlannedLayer {
  std::string name;  ///< unique; dots for nesting ("layer1.0.conv1")
  std::string kind;
  std::shared_ptr<const Layer> layer;  ///< null for a mere join
  Mark mark;                           ///< where the config has it
  Join join = Join::none;
  std::vector<Place> from;  ///< where its input comes from; all before itself
  Shape input, output;      ///< `input` is after the join
  LayerCost cost;
  bool frozen = false;  ///< training leaves its weights and statistics as they are
};

/// Layers in an order in which each can be computed.
struct Plan {
  Shape input;
  std::vector<PlannedLayer> layers;

  const Shape& output() const { return layers.empty() ? input : layers.back().output; }
  const Shape& output_at(Place place) const;
  LayerCost total() const;
  /// Bytes of float32 that training takes at this batch size: weights, gradients, `slots` tensors
  /// of the optimizer for each, and every layer's output with its gradient. An estimate from above:
  /// LibTorch frees some of it earlier.
  std::int64_t training_bytes(std::int64_t batch_size, std::int64_t slots) const;
};

/// A layer that does not fit, and where the config has it.
class PlanError : public Error {
 public:
  PlanError(const std::string& message, Mark mark)
      : Error(message, Exit::usage), mark_(std::move(mark)) {}
  const Mark& mark() const { return mark_; }

 private:
  Mark mark_;
};

/// Lists of layers by name, which `block` puts in.
using LayerBlocks = std::map<std::string, LayerList>;

/// Puts a plan together layer by layer. The next layer takes its input from the place `here`.
class Planner {
 public:
  explicit Planner(Shape input, const LayerBlocks* blocks = nullptr);

  /// Each layer adds itself; one that stands for several adds those.
  void add(const LayerList& layers);
  void add(const Choice<Layer>& layer);
  /// Adds a layer as the one that it is.
  void add_single(const Choice<Layer>& layer);

  Place here() const { return here_; }
  void go_to(Place place) { here_ = place; }
  const Shape& shape() const { return plan_.output_at(here_); }
  /// Brings the values of several places together; their shapes must agree.
  void join(Join how, std::vector<Place> places, const Mark& mark);

  /// While this lives, names of layers begin with "<name>."; an empty name changes nothing.
  class Scope {
   public:
    Scope(Planner& planner, const std::string& name);
    ~Scope() { planner_.prefix_ = std::move(before_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Planner& planner_;
    std::string before_;
  };

  const LayerBlocks* blocks() const { return blocks_; }
  Plan take() { return std::move(plan_); }

 private:
  void put(PlannedLayer layer, const std::string& own_name);
  /// A dot leads into a layer, and no layer's tensors may lie in another's: the layer whose name
  /// is a front of this one, or the other way round.
  std::optional<std::string> clashing(const std::string& name) const;
  std::string unique_name(const PlannedLayer& layer, const std::string& own_name);

  Plan plan_;
  const LayerBlocks* blocks_;
  Place here_ = network_input;
  std::string prefix_;
  int depth_ = 0;
  std::set<std::string> names_;
  std::map<std::string, int> count_of_kind_;
};

/// The plan of these layers for inputs of this shape. A layer that does not fit is a PlanError.
Plan plan_layers(const LayerList& layers, const Shape& input, const LayerBlocks* blocks = nullptr);

}  // namespace mlday

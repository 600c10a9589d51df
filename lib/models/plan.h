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

/// A place in a plan: the index of the layer whose output stands there; below 0, one of the
/// network's inputs.
using Place = int;
inline constexpr Place input_place(std::size_t input) { return -1 - static_cast<Place>(input); }
inline constexpr bool is_input(Place place) { return place < 0; }
inline constexpr std::size_t input_at(Place place) { return static_cast<std::size_t>(-1 - place); }

/// One of the network's inputs.
struct PlanInput {
  Shape shape;
  std::string name = "input";
  std::int64_t longest = 1;  ///< what costs are told for where an extent of the shape varies

  PlanInput(Shape of_each) : shape(std::move(of_each)) {}
  PlanInput(std::initializer_list<std::int64_t> of_each) : shape(of_each) {}
  PlanInput(Shape of_each, std::string own_name, std::int64_t at_most)
      : shape(std::move(of_each)), name(std::move(own_name)), longest(at_most) {}
};

/// In the order in which the network takes them; never empty.
struct PlanInputs : std::vector<PlanInput> {
  PlanInputs() = default;
  PlanInputs(Shape only) { emplace_back(std::move(only)); }
  PlanInputs(std::initializer_list<std::int64_t> only) { emplace_back(only); }
};

struct PlannedLayer {
  std::string name;  ///< unique; dots for nesting ("layer1.0.conv1")
  std::string kind;
  std::shared_ptr<const Layer> layer;  ///< null for a mere join
  Mark mark;                           ///< where the config has it
  Join join = Join::none;
  std::vector<Place> from;   ///< where its input comes from; all before itself
  Shape input, output;       ///< `input` is after the join
  std::int64_t longest = 1;  ///< stands for an extent that varies, in costs
  LayerCost cost;
  bool frozen = false;  ///< training leaves its weights and statistics as they are
};

/// Layers in an order in which each can be computed.
struct Plan {
  PlanInputs inputs;
  std::vector<PlannedLayer> layers;

  const Shape& output() const { return layers.empty() ? inputs[0].shape : layers.back().output; }
  const Shape& output_at(Place place) const;
  /// What stands at a place: a layer's name, or an input's.
  const std::string& name_at(Place place) const;
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
  explicit Planner(PlanInputs inputs, const LayerBlocks* blocks = nullptr);

  /// Each layer adds itself; one that stands for several adds those.
  void add(const LayerList& layers);
  void add(const Choice<Layer>& layer);
  /// Adds a layer as the one that it is.
  void add_single(const Choice<Layer>& layer);

  Place here() const { return here_; }
  void go_to(Place place) { here_ = place; }
  /// The place of the input of this name; a PlanError that names those that there are.
  Place input_called(const std::string& name, const Mark& mark) const;
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
  /// The plan; a PlanError where an input is read by no layer.
  Plan take();

 private:
  void put(PlannedLayer layer, const std::string& own_name);
  /// A dot leads into a layer, and no layer's tensors may lie in another's: the layer whose name
  /// is a front of this one, or the other way round.
  std::optional<std::string> clashing(const std::string& name) const;
  std::string unique_name(const PlannedLayer& layer, const std::string& own_name);

  Plan plan_;
  const LayerBlocks* blocks_;
  Place here_ = input_place(0);
  std::string prefix_;
  int depth_ = 0;
  std::set<std::string> names_;
  std::map<std::string, int> count_of_kind_;
};

/// The plan of these layers for such inputs. A layer that does not fit is a PlanError.
Plan plan_layers(const LayerList& layers, const PlanInputs& inputs,
                 const LayerBlocks* blocks = nullptr);

}  // namespace mlday

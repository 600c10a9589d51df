#include "train/fast_path.h"

#include "fused/pictures/graph.h"
#include "models/module.h"

namespace mlday {
namespace {

/// Goes through a network's layers and makes a stage of each, or, of those that read pictures, one
/// of all.
class Tracing {
 public:
  Tracing(Network& network, bool trains)
      : network_(network), plan_(network.plan()), trains_(trains) {}

  /// What keeps the network from being a chain; empty where nothing does.
  std::string run() {
    if (plan_.inputs.size() != 1) return "it has several inputs";
    for (std::size_t i = 0; i < plan_.layers.size(); ++i) {
      const auto obstacle = add(i);
      if (!obstacle.empty()) return obstacle;
      layers.resize(stages.size(), plan_.layers[i].name);
    }
    if (!graph_.is_empty()) return "it ends with pictures";
    return stages.empty() ? "it has no layers" : "";
  }

  std::vector<fused::StagePtr> stages;
  std::vector<std::string> layers;

 private:
  using Value = fused::PictureGraph::Value;

  std::string add(std::size_t i) {
    const auto& layer = plan_.layers[i];
    const auto said = "`" + layer.name + "`";
    if (is_varying(layer.input) || is_varying(layer.output))
      return said + " takes samples of unequal length";
    if (layer.frozen && trains_) return said + " is frozen";
    auto* module = network_.modules()[i].get();
    auto operation = reads_pictures(layer) && module ? module->fuse_pictures(layer.input) : nullptr;
    const bool joins_pictures = layer.join == Join::add && layer.input.size() == 3;
    if ((operation || (!graph_.is_empty() && joins_pictures && !module)) &&
        (layer.join == Join::none || joins_pictures))
      return add_pictures(i, std::move(operation));
    return add_vectors(i, said);
  }

  /// Whether the layer comes before all that is no picture.
  bool reads_pictures(const PlannedLayer& layer) const {
    return plan_.inputs[0].shape.size() == 3 && layer.input.size() == 3 && stages.empty();
  }

  std::string add_pictures(std::size_t i, fused::PictureOperationPtr operation) {
    const auto& layer = plan_.layers[i];
    auto value = value_at(layer.from.front());
    for (std::size_t k = 1; k < layer.from.size(); ++k)
      value = graph_.add(layer.name, fused::sum_of_pictures(), {value, value_at(layer.from[k])});
    if (operation) value = graph_.add(layer.name, std::move(operation), {value});
    values_.resize(plan_.layers.size());
    values_[i] = value;
    if (layer.output.size() == 1) close(layer);
    return "";
  }

  Value value_at(Place place) const {
    return is_input(place) ? 0 : values_[static_cast<std::size_t>(place)];
  }

  std::string add_vectors(std::size_t i, const std::string& said) {
    const auto& layer = plan_.layers[i];
    auto* module = network_.modules()[i].get();
    if (layer.join != Join::none || !module) return said + " joins several layers";
    if (layer.from.size() != 1 ||
        (i == 0 ? !is_input(layer.from[0]) : layer.from[0] != static_cast<Place>(i - 1)))
      return said + " does not follow the layer before it";
    // Of a sequence, stages see each step alone, but for recurrent layers.
    const bool is_of_steps = layer.input.size() == 2 || layer.output.size() == 2;
    if (is_of_steps && !(module->can_advance() && layer.layer->takes_varying()))
      return said + " does not make of each step another";
    const auto before = stages.size();
    const auto no_form = said + " (" + layer.kind + ") has no such form";
    if (!module->fuse(is_of_steps ? layer.input.back() : element_count(layer.input), stages))
      return no_form;
    if (graph_.is_empty()) return "";
    // What reads pictures and adds nothing turns them into vectors.
    if (stages.size() != before || layer.output.size() != 1) return no_form;
    close(layer);
    return "";
  }

  /// The pictures end here, with a vector.
  void close(const PlannedLayer& layer) {
    stages.push_back(fused::pictures(std::move(graph_), plan_.inputs[0].shape, layer.output[0]));
    graph_ = {};
  }

  Network& network_;
  const Plan& plan_;
  bool trains_;
  fused::PictureGraph graph_;
  std::vector<Value> values_;  ///< of the layers that read pictures
};

}  // namespace

FastPath fast_path(Network& network, const Task& task) {
  Tracing tracing(network, true);
  if (auto obstacle = tracing.run(); !obstacle.empty()) return {nullptr, obstacle};
  auto loss = task.fused_loss();
  if (!loss) return {nullptr, "the task's loss has no such form"};
  return {std::make_unique<fused::Chain>(std::move(tracing.stages), std::move(loss),
                                         network.plan().inputs[0].shape),
          "", std::move(tracing.layers)};
}

FastPath fast_forward(Network& network) {
  Tracing tracing(network, false);
  if (auto obstacle = tracing.run(); !obstacle.empty()) return {nullptr, obstacle};
  return {std::make_unique<fused::Chain>(std::move(tracing.stages), nullptr,
                                         network.plan().inputs[0].shape),
          "", std::move(tracing.layers)};
}

}  // namespace mlday

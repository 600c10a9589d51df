#include "run/checks/doctor.h"

#include <algorithm>

#include "run/assembly.h"

namespace mlday {

PlanView::PlanView(const ResolvedConfig& config)
    : plan_(plan_of(config)), readers_(plan_.layers.size()) {
  for (std::size_t i = 0; i < plan_.layers.size(); ++i)
    for (const auto place : plan_.layers[i].from)
      if (!is_input(place)) readers_[static_cast<std::size_t>(place)].push_back(i);
}

const PlannedLayer* PlanView::before(const PlannedLayer& layer) const {
  const Place place = layer.from.front();
  return is_input(place) ? nullptr : &plan_.layers[static_cast<std::size_t>(place)];
}

const PlannedLayer* PlanView::after(const PlannedLayer& layer) const {
  const auto& readers = readers_[static_cast<std::size_t>(&layer - plan_.layers.data())];
  return readers.size() == 1 ? &plan_.layers[readers.front()] : nullptr;
}

bool has_weights(const PlannedLayer& layer) {
  static const std::vector<std::string> without{"batch_norm", "layer_norm", "group_norm"};
  return layer.cost.parameters > 0 &&
         std::find(without.begin(), without.end(), layer.kind) == without.end();
}

void warn_of(const ResolvedConfig& config, Problems& problems, const PlannedLayer& layer,
             const std::string& message, const std::string& hint) {
  const auto& mark =
      layer.mark.source ? layer.mark : node_at(config.tree, "model.architecture").mark;
  problems.add({Problem::Severity::warning, mark, "model", "layer `" + layer.name + "`: " + message,
                hint, ""});
}

}  // namespace mlday

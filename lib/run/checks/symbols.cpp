// Networks of texts: every symbol must be known, and none may be seen before it is predicted.
#include "core/text.h"
#include "run/checks/doctor.h"

namespace mlday {

void check_symbols(const ResolvedConfig& config, Problems& problems) {
  if (!config.facts->is_text) return;
  const auto there = config.facts->outputs();
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
    const auto known = layer.layer ? layer.layer->symbols() : std::nullopt;
    if (!known || *known >= there || view.before(layer)) continue;
    const auto number = std::to_string(there);
    problems.error(layer.mark, "model",
                   "layer `" + layer.name + "` knows " + counted(*known, "symbol") +
                       ", but the text has " + number,
                   "set it to " + number + " (a line's end is one of them)");
  }
}

void check_looks_ahead(const ResolvedConfig& config, Problems& problems) {
  if (config.experiment.task.kind() != "language_model") return;
  const PlanView view(config);
  for (const auto& layer : view.layers())
    if (layer.layer && layer.layer->looks_ahead()) {
      warn_of(config, problems, layer,
              "it sees later symbols too, and with them each one that it is to predict",
              "such a model makes no errors and cannot write: take recurrent layers that are not "
              "bidirectional");
      return;
    }
}

}  // namespace mlday

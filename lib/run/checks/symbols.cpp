// Networks of texts: every symbol must be known, and none may be seen before it is predicted.
#include "core/text.h"
#include "run/checks/doctor.h"

namespace mlday {

void check_symbols(const ResolvedConfig& config, Problems& problems) {
  const auto& facts = *config.facts;
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
    const auto known = layer.layer ? layer.layer->symbols() : std::nullopt;
    if (!known || !is_input(layer.from.front())) continue;
    const auto& vocabulary = facts.inputs[input_at(layer.from.front())].vocabulary;
    const auto there =
        facts.is_text ? facts.outputs() : static_cast<std::int64_t>(vocabulary.size());
    if (*known >= there) continue;
    const auto number = std::to_string(there);
    problems.error(layer.mark, "model",
                   "layer `" + layer.name + "` knows " + counted(*known, "symbol") +
                       ", but the text has " + number,
                   facts.is_text ? "set it to " + number + " (a line's end is one of them)"
                                 : "set it to " + number + ", or the column's max_tokens to " +
                                       std::to_string(*known));
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

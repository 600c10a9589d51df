// Every layer must fit the one before it, and the last the task.
#include "core/error.h"
#include "core/text.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

/// Where to mend what the network ends with.
Mark place_of_end(const ResolvedConfig& config) {
  if (config.experiment.model.kind() != "layers") return place_of(config, "model.num_classes");
  const auto& layers = node_at(config.tree, "model.layers").items;
  return layers.empty() ? place_of(config, "model.layers") : layers.back().mark;
}

std::string how_to_end(const ResolvedConfig& config, const Shape& shape, const Shape& wanted) {
  const auto outputs = std::to_string(wanted.back());
  if (config.experiment.model.kind() != "layers")
    return "set model.num_classes to " + outputs + ", or take it out: the data knows";
  if (config.facts->is_text && shape.size() != 2)
    return "keep a vector for each symbol of the sequence (no flatten, recurrent layers with "
           "return_sequences), and end with `linear: " +
           outputs + "`";
  if (config.facts->is_text && shape.back() == config.facts->outputs())
    return "the sequence's length must stay as it is";
  if (config.facts->is_text) return "end with `linear: " + outputs + "`";
  return std::string("end with ") + (shape.size() == 1 ? "" : "`flatten` and ") +
         "`linear: " + outputs + "`" +
         (wanted.back() < config.facts->outputs()
              ? ", or take `task: classification`, whose softmax "
                "has an output for each class"
              : "");
}

}  // namespace

void check_shapes(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  Plan plan;
  try {
    plan = plan_of(config);
  } catch (const PlanError& error) {
    const auto& mark = error.mark();
    problems.error(mark.source ? mark : place_of(config, "model.layers"), "model", error.what());
    return;
  } catch (const SettingError& error) {
    report(config, error, problems);
    return;
  } catch (const Error& error) {
    problems.error(place_of(config, "model.layers"), "model", error.what());
    return;
  }
  if (const auto misfit = experiment.task->misfit(*config.facts)) {
    problems.error(place_of(config, misfit->key), misfit->key, misfit->message, misfit->hint);
    return;
  }
  const auto wanted = experiment.task->output_shape(*config.facts);
  if (plan.output() == wanted) return;
  problems.error(place_of_end(config), "model",
                 (plan.layers.empty() ? "there are no layers, so the output is "
                                      : "the last layer's output is ") +
                     shape_text(plan.output()) + ", but " + config.facts->target_text() + " need " +
                     shape_text(wanted),
                 how_to_end(config, plan.output(), wanted));
}

}  // namespace mlday

// Every layer must fit the one before it, and the last the task.
#include "core/error.h"
#include "core/text.h"
#include "run/assembly.h"
#include "run/checks/checks.h"

namespace mlday {

void check_shapes(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  const auto& mark = node_at(config.tree, "model.layers").mark;
  Plan plan;
  try {
    plan = plan_of(experiment);
  } catch (const PlanError& error) {
    problems.error(error.mark().source ? error.mark() : mark, "model", error.what());
    return;
  } catch (const Error& error) {
    problems.error(mark, "model", error.what());
    return;
  }
  const auto classes = static_cast<std::int64_t>(experiment.dataset->class_names().size());
  const auto wanted = experiment.task->output_shape(classes);
  if (plan.output() == wanted) return;
  problems.error(mark, "model",
                 "the last layer's output is " + shape_text(plan.output()) + ", but " +
                     std::to_string(classes) + " classes" + " need " + shape_text(wanted),
                 "end with `linear: " + std::to_string(classes) + "`");
}

}  // namespace mlday

// Every layer must fit the one before it, and the last the task.
#include "core/error.h"
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

void check_shapes(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  const auto& mark = node_at(config.tree, "model.layers").mark;
  Plan plan;
  try {
    plan = experiment.model->plan(config.facts->input_shape);
  } catch (const Error& error) {
    problems.error(mark, "model", error.what());
    return;
  }
  if (experiment.task->learns_classes() != config.facts->has_classes()) {
    problems.error(node_at(config.tree, "task").mark, "task",
                   "the task `" + experiment.task.kind() + "` learns " +
                       (config.facts->has_classes() ? "numbers" : "classes") +
                       ", but the data's targets are " + config.facts->target_text(),
                   "choose another task (mlday list tasks), or other targets");
    return;
  }
  const auto outputs = config.facts->outputs();
  const auto wanted = experiment.task->output_shape(outputs);
  if (plan.output() == wanted) return;
  problems.error(mark, "model",
                 "the last layer's output is " + shape_text(plan.output()) + ", but " +
                     config.facts->target_text() + " need " + shape_text(wanted),
                 "end with `linear: " + std::to_string(outputs) + "`");
}

}  // namespace mlday

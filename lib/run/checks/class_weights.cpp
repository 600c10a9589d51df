// A class whose samples weigh nothing is never learned.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {

void check_class_weights(const ResolvedConfig& config, Problems& problems) {
  const auto* weights = node_at(config.tree, "task").find("class_weights");
  if (!weights || !weights->is_sequence()) return;
  std::size_t zeros = 0;
  for (const auto& weight : weights->items)
    if (to_double(weight.text) == 0.0) ++zeros;
  if (zeros == 0 || zeros == weights->items.size()) return;  // of all, the task itself tells
  for (std::size_t i = 0; i < weights->items.size(); ++i)
    if (to_double(weights->items[i].text) == 0.0)
      warn(config, problems, "class-of-no-weight", "task.class_weights." + std::to_string(i),
           "class " + std::to_string(i) + " has the weight 0: its samples teach nothing",
           "give it a weight above 0, or take its samples out");
}

}  // namespace mlday

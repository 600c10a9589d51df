// Evaluation over several crops averages the softmax outputs over pictures that are larger than
// what the network sees.
#include "run/checks/checks.h"

namespace mlday {

void check_crops(const ResolvedConfig& config, Problems& problems) {
  const auto& experiment = config.experiment;
  const auto& crops = experiment.evaluation.crops;
  if (crops == "center") return;
  const std::string path = "evaluation.crops";
  const auto refuse = [&](const std::string& reason, const std::string& hint) {
    problems.error(place_of(config, path), path, "`" + path + ": " + crops + "` " + reason, hint);
  };
  const auto* pictures = experiment.dataset->pictures();
  if (!pictures || !config.facts->input().is_picture())
    return refuse("is of pictures, and this data has none", "take it out");
  if (config.facts->inputs.size() > 1)
    return refuse("is for networks that take a picture alone", "take it out");
  const auto* activation = node_at(config.tree, "task").find("activation");
  if (!activation || activation->text != "softmax")
    return refuse("averages softmax outputs, and this task has none", "take it out");
  const auto& random_crop = pictures->augment.random_crop;
  if (!random_crop || !random_crop->size)
    refuse("takes crops from pictures that are larger than what the network sees",
           "say with `dataset.augment.random_crop` what part of them it sees");
}

}  // namespace mlday

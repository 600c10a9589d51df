#include "run/sections/evaluation.h"

#include "core/file.h"
#include "data/ratings/rating_lists.h"
#include "data/split.h"
#include "run/sections/classes.h"
#include "run/sections/numbers.h"

namespace mlday {

std::vector<std::string> prediction_names(const Dataset& dataset, const std::filesystem::path& root,
                                          const DataFacts& facts) {
  if (facts.ratings) return rating_names(dataset, *facts.ratings);
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < dataset.size(); ++i) names.push_back(sample_name(dataset, i, root));
  return names;
}

void tell_evaluation(const RunFolder& folder, const Evaluated& of, Observer& observer) {
  if (of.facts.is_text || !of.facts.has_targets) return;
  OrderedJson json{{"part", of.part},
                   {"weights", of.weights},
                   {"samples", of.dataset.size()},
                   {"metrics", metrics_json(of.metrics)}};
  const auto samples = prediction_names(of.dataset, of.root, of.facts);
  const auto predictions = of.task.predictions(of.result.outputs).to(torch::kCPU);
  std::string table;
  if (of.facts.has_classes()) {
    const auto seen = seen_classes(predictions, of.result.targets);
    add_classes(json, seen, predictions, of, samples);
    table = class_predictions_csv(samples, seen, of.facts.class_names);
    if (of.facts.input().is_picture()) tell_mistakes(seen, of, observer);
  } else {
    const auto truths = of.task.truths(of.result.targets).to(torch::kCPU, torch::kFloat64);
    add_numbers(json, predictions.to(torch::kFloat64), truths, of.facts.target_names);
    table = number_predictions_csv(samples, predictions.to(torch::kFloat64), truths,
                                   of.facts.target_names);
  }
  make_folder(folder.predictions(of.part).parent_path());
  replace_file(folder.predictions(of.part), table);
  observer.on_section({of.part, json_text(json)});
}

}  // namespace mlday

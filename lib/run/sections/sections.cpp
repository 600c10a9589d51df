#include "run/sections/sections.h"

#include <algorithm>

#include "models/module.h"
#include "run/sections/clusters.h"
#include "run/sections/data.h"
#include "run/sections/evaluation.h"
#include "run/sections/network.h"
#include "run/sections/numbers.h"

namespace mlday {
namespace {

void tell(Observer& observer, const std::string& name, const OrderedJson& json) {
  if (!json.is_null()) observer.on_section({name, json_text(json)});
}

/// The figures of one part, under their own names.
Metrics figures_of_part(const Metrics& figures, const std::string& prefix) {
  Metrics of_part;
  for (const auto& [name, value] : figures.items())
    if (name.starts_with(prefix)) of_part.set(name.substr(prefix.size()), value);
  return of_part;
}

bool fits_in_memory(const Training& t, const Dataset& dataset) {
  constexpr std::int64_t most_numbers = 100'000'000;
  const auto outputs = std::max<std::int64_t>(t.data.facts.outputs(), 1);
  if (t.data.facts.ratings)  // a sample is a user, with up to so many of them
    return t.data.facts.ratings->ratings <= most_numbers / 10;
  return dataset.size() <= most_numbers / outputs;
}

void evaluate_part(Training& t, const std::string& part, const std::string& prefix,
                   const DatasetPtr& dataset, const std::string& weights, const Metrics& figures,
                   Observer& observer) {
  const auto& facts = t.data.facts;
  if (!dataset || dataset->size() == 0 || facts.is_text || !facts.has_targets) return;
  if (!fits_in_memory(t, *dataset)) {
    observer.on_note({t.progress.epoch, "report",
                      "lacks the " + part + " part: its outputs are too many to hold at once"});
    return;
  }
  const auto result = outputs_of(t.learner.network(), *dataset,
                                 {t.batch_size, t.workers, t.context.device, t.settings.fused});
  tell_evaluation(t.folder,
                  {.part = part,
                   .weights = weights,
                   .dataset = *dataset,
                   .root = t.data.root,
                   .result = result,
                   .task = t.learner.task(),
                   .facts = facts,
                   .metrics = figures_of_part(figures, prefix)},
                  observer);
}

}  // namespace

void tell_beginning(const Training& t, std::int64_t tensors_kept, Observer& observer) {
  tell(observer, "network", network_json(t.learner.network().plan(), t.batch_size, tensors_kept));
  tell(observer, "data", data_json(t.data));
}

void tell_ending(Training& t, const std::string& weights, const Metrics& figures,
                 Observer& observer) {
  evaluate_part(t, "validation", "val_", t.data.validation, weights, figures, observer);
  evaluate_part(t, "test", "test_", t.data.test, weights, figures, observer);
  const auto& network = t.learner.network();
  tell(observer, "filters", filters_json(network));
  tell(observer, "coefficients", coefficients_json(network, t.data.facts));
  if (!t.data.facts.has_targets)
    tell(observer, "clusters",
         clusters_json(network, *t.data.train, static_cast<std::uint64_t>(t.settings.seed)));
}

}  // namespace mlday

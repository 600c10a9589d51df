#include "data/generated/points.h"

#include <algorithm>

#include "data/arrays/array_dataset.h"

namespace mlday {

const Spec<GeneratedSettings>& generated_spec() {
  static const auto spec =
      Spec<GeneratedSettings>("dataset", "")
          .key("samples", &GeneratedSettings::samples, between(1, 1e7), "Points for training.")
          .elsewhere({"n_samples"})
          .key("test_samples", &GeneratedSettings::test_samples, between(0, 1e7),
               "Points for testing, drawn apart from those.")
          .key("noise", &GeneratedSettings::noise, at_least(0),
               "Standard deviation of the normal noise on each point.")
          .key("seed", &GeneratedSettings::seed, at_least(0),
               "Decides the points; null takes training.seed.")
          .elsewhere({"random_state"})
          .inherits(loader_spec);
  return spec;
}

DataFacts plane_facts(std::int64_t classes) {
  return {.inputs = {{.shape = {2}}}, .class_names = numbered_classes(classes)};
}

double spaced(double low, double high, std::int64_t i, std::int64_t count) {
  return low + (high - low) * static_cast<double>(i) /
                   static_cast<double>(std::max<std::int64_t>(count - 1, 1));
}

LoadedData GeneratedSettings::load(const LoadRequest& request) const {
  const auto base = seed ? static_cast<std::uint64_t>(*seed) : request.seed;
  LoadedData data;
  data.facts = *facts();
  data.origin = title() + ", generated from seed " + std::to_string(base);
  const auto part = [&](std::int64_t count, const char* name) {
    Rng rng(stream_seed(base, title() + name));
    const auto points = draw(count, rng);
    const auto inputs =
        torch::tensor(points.inputs).reshape({count, data.facts.input().shape.front()});
    const auto targets = data.facts.has_classes()
                             ? torch::tensor(points.labels)
                             : torch::tensor(points.numbers).reshape({count, 1});
    return std::make_shared<ArrayDataset>(inputs, targets, title() + name);
  };
  data.train = part(samples, "");
  if (test_samples > 0) data.test = part(test_samples, " (test)");
  return data;
}

}  // namespace mlday

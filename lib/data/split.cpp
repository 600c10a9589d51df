#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/rng.h"

namespace mlday {

const Spec<ValidationSettings>& validation_spec() {
  static const auto spec =
      Spec<ValidationSettings>("validation", "The part of the training data kept for validation.")
          .key("fraction", &ValidationSettings::fraction, from_to_below(0, 1),
               "Share of the samples (rounded up); 0 trains on all of them without validation.")
          .elsewhere({"validation_split", "test_size", "val_size"})
          .key("by", &ValidationSettings::by, one_of({"image", "track"}),
               "image draws single samples; track keeps all photos of one sign on one side, so "
               "that validation sees signs that training never saw.")
          .key("seed", &ValidationSettings::seed, at_least(0),
               "Decides the split; null takes training.seed.")
          .elsewhere({"random_state"})
          .short_form("fraction");
  return spec;
}

Split split_dataset(const Dataset& dataset, const ValidationSettings& settings,
                    std::uint64_t run_seed) {
  // Units are drawn: single samples, or groups in the order in which they first appear.
  std::vector<std::int64_t> unit_of(static_cast<std::size_t>(dataset.size()));
  std::map<std::int64_t, std::int64_t> unit_of_group;
  for (std::int64_t i = 0; i < dataset.size(); ++i) {
    const auto next = static_cast<std::int64_t>(unit_of_group.size());
    unit_of[static_cast<std::size_t>(i)] =
        settings.by == "image" ? i
                               : unit_of_group.try_emplace(dataset.group(i), next).first->second;
  }
  const auto units =
      settings.by == "image" ? dataset.size() : static_cast<std::int64_t>(unit_of_group.size());
  const auto wanted =
      static_cast<std::int64_t>(std::ceil(settings.fraction * static_cast<double>(units)));
  const auto seed = settings.seed ? static_cast<std::uint64_t>(*settings.seed) : run_seed;
  const auto order = Rng(stream_seed(seed, "split")).permutation(units);
  std::vector<bool> validates(static_cast<std::size_t>(units));
  for (std::int64_t i = 0; i < wanted; ++i)
    validates[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
  Split split;
  for (std::int64_t i = 0; i < dataset.size(); ++i) {
    const auto unit = static_cast<std::size_t>(unit_of[static_cast<std::size_t>(i)]);
    (validates[unit] ? split.validation : split.train).push_back(i);
  }
  return split;
}

}  // namespace mlday

// Loaders that need no files: points in the plane, drawn from a seed.
#pragma once

#include "core/rng.h"
#include "data/loader.h"

namespace mlday {

/// Coordinates one after the other, with a class or a number for each point.
struct Points {
  std::vector<float> inputs;         ///< [points, features]
  std::vector<std::int64_t> labels;  ///< [points], of classes
  std::vector<float> numbers;        ///< [points], where targets are numbers

  void add(double x, double y, std::int64_t label) {
    inputs.push_back(static_cast<float>(x));
    inputs.push_back(static_cast<float>(y));
    labels.push_back(label);
  }
};

/// A generated set is a struct derived from this with its own keys.
struct GeneratedSettings : LoaderSettings {
  std::int64_t samples = 300, test_samples = 100;
  double noise = 0;
  std::optional<std::int64_t> seed;

  LoadedData load(const LoadRequest& request) const override;

 protected:
  virtual std::string title() const = 0;
  /// So many points, all random choices from `rng`.
  virtual Points draw(std::int64_t count, Rng& rng) const = 0;
};

/// The keys of GeneratedSettings.
const Spec<GeneratedSettings>& generated_spec();

/// The facts of points in the plane with this many classes.
DataFacts plane_facts(std::int64_t classes);

/// `i` of `count` evenly spaced values from `low` to `high`, both ends included.
double spaced(double low, double high, std::int64_t i, std::int64_t count);

}  // namespace mlday

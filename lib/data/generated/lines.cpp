// Points about a line: the smallest regression.
#include "data/generated/points.h"

namespace mlday {
namespace {

struct Lines : GeneratedSettings {
  double slope = 2, intercept = 1;

  Lines() { noise = .1; }
  std::optional<DataFacts> facts() const override {
    return DataFacts{.inputs = {{.shape = {1}}}, .target_names = {"y"}};
  }

 protected:
  std::string title() const override { return "lines"; }
  Points draw(std::int64_t count, Rng& rng) const override {
    Points points;
    for (std::int64_t i = 0; i < count; ++i) {
      const double x = rng.uniform(-1, 1);
      points.inputs.push_back(static_cast<float>(x));
      points.numbers.push_back(static_cast<float>(slope * x + intercept + noise * rng.normal()));
    }
    return points;
  }
};

const auto lines_spec =
    Spec<Lines>("lines", "Points about the line y = slope * x + intercept; the target is y.")
        .key("slope", &Lines::slope, anything(), "The line's slope.")
        .key("intercept", &Lines::intercept, anything(), "The line's height at x = 0.")
        .inherits(generated_spec);

}  // namespace

Kind<LoaderSettings> lines() { return kind_of<LoaderSettings>(lines_spec); }

}  // namespace mlday

// Spiral arms, one for each class (Stanford's CS231n).
#include <cmath>

#include "data/generated/points.h"

namespace mlday {
namespace {

struct Spirals : GeneratedSettings {
  std::int64_t arms = 3;

  Spirals() { noise = .2; }
  std::optional<DataFacts> facts() const override { return plane_facts(arms); }

 protected:
  std::string title() const override { return "spirals"; }
  Points draw(std::int64_t count, Rng& rng) const override {
    Points points;
    constexpr double turn = 4;  // radians that an arm winds
    for (std::int64_t i = 0; i < count; ++i) {
      const auto arm = i % arms;
      const double radius = spaced(0, 1, i / arms, (count + arms - 1) / arms);
      const double angle =
          turn * (static_cast<double>(arm) * 3 / static_cast<double>(arms) + radius) +
          noise * rng.normal();
      points.add(radius * std::sin(angle), radius * std::cos(angle), arm);
    }
    return points;
  }
};

const auto spirals_spec =
    Spec<Spirals>("spirals", "Spiral arms, one for each class; noise on the angle.")
        .key("arms", &Spirals::arms, between(2, 20), "How many arms.")
        .inherits(generated_spec);

}  // namespace

Kind<LoaderSettings> spirals() { return kind_of<LoaderSettings>(spirals_spec); }

}  // namespace mlday

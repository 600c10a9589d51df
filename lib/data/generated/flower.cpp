// A flower of two colours: the "planar" data of the course's first shallow network.
#include <cmath>

#include "data/generated/points.h"

namespace mlday {
namespace {

struct Flower : GeneratedSettings {
  Flower() {
    samples = 400;
    noise = .2;
  }
  std::optional<DataFacts> facts() const override { return plane_facts(2); }

 protected:
  std::string title() const override { return "flower"; }
  Points draw(std::int64_t count, Rng& rng) const override {
    Points points;
    constexpr double size = 4, petals = 4, half_turn = 3.12;  // the course's own numbers
    const auto first = count / 2;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t label = i < first ? 0 : 1;
      const auto place = label == 0 ? i : i - first, of = label == 0 ? first : count - first;
      const auto start = half_turn * static_cast<double>(label);
      const double angle = spaced(start, start + half_turn, place, of) + noise * rng.normal();
      const double radius = size * std::sin(petals * angle) + noise * rng.normal();
      points.add(radius * std::sin(angle), radius * std::cos(angle), label);
    }
    return points;
  }
};

const auto flower_spec =
    Spec<Flower>("flower", "A flower with petals of two classes (the course's planar data).")
        .inherits(generated_spec);

}  // namespace

Kind<LoaderSettings> flower() { return kind_of<LoaderSettings>(flower_spec); }

}  // namespace mlday

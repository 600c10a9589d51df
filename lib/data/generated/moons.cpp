// Two interleaved half circles, as scikit-learn's make_moons draws them.
#include <cmath>
#include <numbers>

#include "data/generated/points.h"

namespace mlday {
namespace {

struct Moons : GeneratedSettings {
  Moons() { noise = .2; }
  std::optional<DataFacts> facts() const override { return plane_facts(2); }

 protected:
  std::string title() const override { return "moons"; }
  Points draw(std::int64_t count, Rng& rng) const override {
    Points points;
    const auto outer = count / 2, inner = count - outer;
    for (std::int64_t i = 0; i < count; ++i) {
      const bool is_outer = i < outer;
      const double angle = is_outer ? spaced(0, std::numbers::pi, i, outer)
                                    : spaced(0, std::numbers::pi, i - outer, inner);
      const double x = is_outer ? std::cos(angle) : 1 - std::cos(angle);
      const double y = is_outer ? std::sin(angle) : .5 - std::sin(angle);
      const double dx = noise * rng.normal(), dy = noise * rng.normal();
      points.add(x + dx, y + dy, is_outer ? 0 : 1);
    }
    return points;
  }
};

const auto moons_spec =
    Spec<Moons>("moons", "Two interleaved half circles (scikit-learn's make_moons).")
        .inherits(generated_spec);

}  // namespace

Kind<LoaderSettings> moons() { return kind_of<LoaderSettings>(moons_spec); }

}  // namespace mlday

// A small circle within a large one, as scikit-learn's make_circles draws them.
#include <cmath>
#include <numbers>

#include "data/generated/points.h"

namespace mlday {
namespace {

struct Circles : GeneratedSettings {
  double factor = .8;

  Circles() { noise = .05; }
  std::optional<DataFacts> facts() const override { return plane_facts(2); }

 protected:
  std::string title() const override { return "circles"; }
  Points draw(std::int64_t count, Rng& rng) const override {
    Points points;
    const auto outer = count / 2, inner = count - outer;
    for (std::int64_t i = 0; i < count; ++i) {
      const bool is_outer = i < outer;
      const double share = is_outer ? static_cast<double>(i) / static_cast<double>(outer)
                                    : static_cast<double>(i - outer) / static_cast<double>(inner);
      const double angle = 2 * std::numbers::pi * share, radius = is_outer ? 1 : factor;
      const double dx = noise * rng.normal(), dy = noise * rng.normal();
      points.add(radius * std::cos(angle) + dx, radius * std::sin(angle) + dy, is_outer ? 0 : 1);
    }
    return points;
  }
};

const auto circles_spec =
    Spec<Circles>("circles", "A small circle within a large one (scikit-learn's make_circles).")
        .key("factor", &Circles::factor, strictly_between(0, 1),
             "The inner circle's radius; the outer one's is 1.")
        .inherits(generated_spec);

}  // namespace

Kind<LoaderSettings> circles() { return kind_of<LoaderSettings>(circles_spec); }

}  // namespace mlday

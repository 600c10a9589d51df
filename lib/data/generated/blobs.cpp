// Normally distributed clusters, as scikit-learn's make_blobs draws them.
#include "data/generated/points.h"

namespace mlday {
namespace {

struct Blobs : GeneratedSettings {
  std::int64_t centers = 3;
  double box = 10;

  Blobs() { noise = 1; }
  std::optional<DataFacts> facts() const override { return plane_facts(centers); }

 protected:
  std::string title() const override { return "blobs"; }
  Points draw(std::int64_t count, Rng& rng) const override {
    // The same centres for training and testing: from the settings alone, not from `rng`.
    Rng placing(stream_seed(static_cast<std::uint64_t>(seed.value_or(0)), "blob centers"));
    std::vector<std::pair<double, double>> middle;
    for (std::int64_t c = 0; c < centers; ++c) {
      const double x = placing.uniform(-box, box);
      middle.emplace_back(x, placing.uniform(-box, box));
    }
    Points points;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto [x, y] = middle[static_cast<std::size_t>(i % centers)];
      const double dx = noise * rng.normal(), dy = noise * rng.normal();
      points.add(x + dx, y + dy, i % centers);
    }
    return points;
  }
};

const auto blobs_spec =
    Spec<Blobs>("blobs", "Normally distributed clusters (scikit-learn's make_blobs).")
        .key("centers", &Blobs::centers, between(2, 1000), "How many clusters, a class each.")
        .key("box", &Blobs::box, positive(),
             "Their centres lie from -box to box; `seed` (or 0) says where.")
        .inherits(generated_spec);

}  // namespace

Kind<LoaderSettings> blobs() { return kind_of<LoaderSettings>(blobs_spec); }

}  // namespace mlday

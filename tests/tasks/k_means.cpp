// k-means from given centres against scikit-learn (scripts/oracle/make_k_means_figures.py).
#include "tasks/clustering/k_means.h"

#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

torch::Tensor samples() { return wave({120, 3}, .4) + wave({120, 3}, 2.9, .3).square(); }

/// Passes until the centres rest; the samples come in parts.
KMeans at_rest(const torch::Tensor& centres) {
  KMeans k_means(centres, 0);
  for (int pass = 0; pass < 300 && !k_means.at_rest(); ++pass) {
    for (const auto& part : samples().split(50)) k_means.add(part);
    k_means.move();
  }
  return k_means;
}

double inertia(const torch::Tensor& centres) {
  return std::get<0>(squared_distances(samples(), centres).min(1)).sum().item<double>();
}

}  // namespace

TEST_CASE("labels, centres and inertia are scikit-learn's from equal centres") {
  const auto cases = figures("k_means");
  for (const auto& [name, expected] : cases.items()) {
    CAPTURE(name);
    const auto rows = expected["first"].get<std::vector<std::int64_t>>();
    auto centres = samples().index_select(0, torch::tensor(rows));
    if (expected["offset"] > 0) centres.slice(0, 2) += expected["offset"].get<double>();
    const auto k_means = at_rest(centres.unsqueeze(0));
    REQUIRE(k_means.at_rest());
    CHECK(deviation(k_means.best(), expected["centres"].get<std::vector<double>>()) < 1e-10);
    const auto labels = std::get<1>(squared_distances(samples(), k_means.best()).min(1));
    CHECK(same_bits(labels, torch::tensor(expected["labels"].get<std::vector<std::int64_t>>())));
    CHECK(inertia(k_means.best()) == Approx(expected["inertia"].get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("of several starts the one with the least inertia is the best") {
  const auto centres = draw_centres(samples(), 5, 20, "random", 3);
  const auto together = at_rest(centres);
  double least = INFINITY;
  for (std::int64_t start = 0; start < 20; ++start)
    least = std::min(least, inertia(at_rest(centres.narrow(0, start, 1)).best()));
  CHECK(inertia(together.best()) == Approx(least).epsilon(1e-9));
}

TEST_CASE("first centres are samples, by their seed, and k-means++ spreads them out") {
  const auto spread = draw_centres(samples(), 5, 30, "k-means++", 7);
  const auto random = draw_centres(samples(), 5, 30, "random", 7);
  CHECK(same_bits(spread, draw_centres(samples(), 5, 30, "k-means++", 7)));
  CHECK_FALSE(same_bits(spread, draw_centres(samples(), 5, 30, "k-means++", 8)));
  double inertia_spread = 0, inertia_random = 0;
  for (std::int64_t start = 0; start < 30; ++start) {
    CHECK(squared_distances(samples(), spread[start]).eq(0).any(0).all().item<bool>());
    inertia_spread += inertia(spread[start]);
    inertia_random += inertia(random[start]);
  }
  CHECK(inertia_spread < .8 * inertia_random);
}

TEST_CASE("as many clusters as samples leave nothing, and equal samples do no harm") {
  const auto few = samples().narrow(0, 0, 4);
  CHECK(inertia(draw_centres(few, 4, 1, "k-means++", 1)[0]) > 0);
  CHECK(squared_distances(few, draw_centres(few, 4, 1, "k-means++", 1)[0]).min().item<double>() ==
        0);
  KMeans k_means(draw_centres(torch::ones({6, 2}), 3, 2, "k-means++", 1), 0);
  k_means.add(torch::ones({6, 2}));
  k_means.move();
  CHECK(torch::isfinite(k_means.best()).all().item<bool>());
}

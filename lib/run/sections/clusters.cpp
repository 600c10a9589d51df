#include "run/sections/clusters.h"

#include <algorithm>

#include "core/text.h"
#include "data/contact_sheet.h"
#include "models/module.h"
#include "tasks/clustering/k_means.h"

namespace mlday {
namespace {

OrderedJson column_json(const torch::Tensor& table, std::int64_t column) {
  auto list = OrderedJson::array();
  for (std::int64_t i = 0; i < table.size(0); ++i)
    list.push_back(number_json(table[i][column].item<double>()));
  return list;
}

/// The squared distances left within 1, 2, ... clusters of these rows [N, features], at least to
/// twice as many as the run has: where that line bends, more clusters bring little.
OrderedJson elbow_json(const torch::Tensor& rows, std::int64_t clusters, std::uint64_t seed) {
  constexpr std::int64_t shown = 10, most = 40, starts = 10, passes = 100;
  const auto last = std::min({std::max(shown, 2 * clusters), most, rows.size(0)});
  OrderedJson k = OrderedJson::array(), inertia = OrderedJson::array();
  for (std::int64_t count = 1; count <= last; ++count) {
    KMeans k_means(draw_centres(rows, count, starts, "k-means++", seed), 0);
    for (std::int64_t pass = 0; pass < passes && !k_means.at_rest(); ++pass) {
      k_means.add(rows);
      k_means.move();
    }
    const auto nearest = std::get<0>(squared_distances(rows, k_means.best()).min(1));
    k.push_back(count);
    inertia.push_back(nearest.sum().item<double>());
  }
  return {{"k", k}, {"inertia", inertia}};
}

}  // namespace

OrderedJson clusters_json(const Network& network, const Dataset& samples, std::uint64_t seed) {
  constexpr std::int64_t most = 2000, shown_components = 2;
  std::vector<torch::Tensor> rows;
  for (const auto i : evenly_spread(samples.size(), most))
    rows.push_back(samples.get(i).input().flatten().to(torch::kFloat64));
  const auto values = torch::stack(rows);
  const auto centres = network.parameters().at(0).detach().to(torch::kCPU, torch::kFloat64);
  const auto mean = values.mean(0);
  const auto [left, spread, axes] = torch::linalg_svd(values - mean, false);
  const auto count = std::min(shown_components, axes.size(0));
  auto plane = axes.slice(0, 0, count).t();  // [features, components]
  if (count < shown_components) plane = torch::cat({plane, torch::zeros_like(plane)}, 1);
  const auto points = (values - mean).mm(plane), middles = (centres - mean).mm(plane);
  const auto variance = spread.square();
  const double share = (variance.slice(0, 0, count).sum() / variance.sum()).item<double>();
  const auto nearest = squared_distances(values, centres).argmin(1);
  OrderedJson clusters = OrderedJson::array(), places = OrderedJson::array();
  for (std::int64_t i = 0; i < nearest.size(0); ++i)
    clusters.push_back(nearest[i].item<std::int64_t>());
  for (std::int64_t i = 0; i < middles.size(0); ++i)
    places.push_back({middles[i][0].item<double>(), middles[i][1].item<double>()});
  return {{"axes", "the first two principal components (" + rounded(100 * share, 3) +
                       " % of the variance)"},
          {"x", column_json(points, 0)},
          {"y", column_json(points, 1)},
          {"cluster", clusters},
          {"centres", places},
          {"elbow", elbow_json(values, centres.size(0), seed)},
          {"shown", values.size(0)},
          {"samples", samples.size()}};
}

}  // namespace mlday

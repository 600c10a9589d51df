#include "tasks/clustering/k_means.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/rng.h"

namespace mlday {
namespace {

/// Draws a start's centres as rows of the samples.
class PlusPlus {
 public:
  PlusPlus(const torch::Tensor& samples, Rng rng)
      : samples_(samples.data_ptr<double>()),
        count_(samples.size(0)),
        features_(samples.size(1)),
        rng_(rng) {}

  std::vector<std::int64_t> draw(std::int64_t clusters) {
    std::vector<std::int64_t> rows{
        static_cast<std::int64_t>(rng_.below(static_cast<std::uint64_t>(count_)))};
    std::vector<double> nearest(static_cast<std::size_t>(count_),
                                std::numeric_limits<double>::infinity());
    approach(nearest, rows.front());
    const auto trials = 2 + static_cast<int>(std::log(static_cast<double>(clusters)));
    while (static_cast<std::int64_t>(rows.size()) < clusters) {
      std::vector<double> best;
      double least = std::numeric_limits<double>::infinity();
      std::int64_t chosen = 0;
      const double whole = total(nearest);
      for (int trial = 0; trial < trials; ++trial) {
        const auto row = at(nearest, rng_.uniform() * whole);
        auto with_it = nearest;
        approach(with_it, row);
        if (const double sum = total(with_it); sum < least) {
          least = sum;
          chosen = row;
          best = std::move(with_it);
        }
      }
      rows.push_back(chosen);
      nearest = std::move(best);
    }
    return rows;
  }

 private:
  static double total(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
  }

  /// The row at which the running sum of squared distances reaches `sum`.
  std::int64_t at(const std::vector<double>& nearest, double sum) const {
    for (std::int64_t row = 0; row < count_; ++row)
      if ((sum -= nearest[static_cast<std::size_t>(row)]) < 0) return row;
    return count_ - 1;
  }

  void approach(std::vector<double>& nearest, std::int64_t centre) const {
    const double* to = samples_ + centre * features_;
    for (std::int64_t row = 0; row < count_; ++row) {
      const double* from = samples_ + row * features_;
      double distance = 0;
      for (std::int64_t f = 0; f < features_; ++f)
        distance += (from[f] - to[f]) * (from[f] - to[f]);
      auto& least = nearest[static_cast<std::size_t>(row)];
      least = std::min(least, distance);
    }
  }

  const double* samples_;
  std::int64_t count_, features_;
  Rng rng_;
};

}  // namespace

torch::Tensor draw_centres(const torch::Tensor& samples, std::int64_t clusters, std::int64_t starts,
                           const std::string& init, std::uint64_t seed) {
  const auto rows = samples.to(torch::kCPU, torch::kFloat64).contiguous();
  std::vector<torch::Tensor> centres;
  for (std::int64_t start = 0; start < starts; ++start) {
    Rng rng(stream_seed(seed, "k-means", static_cast<std::uint64_t>(start)));
    auto chosen =
        init == "random" ? rng.permutation(rows.size(0)) : PlusPlus(rows, rng).draw(clusters);
    chosen.resize(static_cast<std::size_t>(clusters));
    centres.push_back(rows.index_select(0, torch::tensor(chosen, torch::kInt64)));
  }
  return torch::stack(centres);
}

torch::Tensor squared_distances(const torch::Tensor& samples, const torch::Tensor& centres) {
  std::vector<torch::Tensor> columns;
  for (std::int64_t c = 0; c < centres.size(0); ++c)
    columns.push_back((samples - centres[c]).square().sum(1));
  return torch::stack(columns, 1);
}

KMeans::KMeans(torch::Tensor centres, double tolerance)
    : centres_(centres.to(torch::kFloat64)), tolerance_(tolerance) {
  begin_pass();
}

void KMeans::begin_pass() {
  sums_ = torch::zeros_like(centres_);
  counts_ = torch::zeros({centres_.size(0), centres_.size(1)}, centres_.options());
  inertias_ = torch::zeros({centres_.size(0)}, centres_.options());
  far_samples_ = torch::zeros_like(centres_);
  far_distances_ = torch::full_like(counts_, -1);
  far_labels_ = torch::zeros_like(counts_).to(torch::kInt64);
}

void KMeans::add(const torch::Tensor& given) {
  const auto samples = given.to(torch::kFloat64);
  const auto clusters = centres_.size(1);
  for (std::int64_t start = 0; start < centres_.size(0); ++start) {
    const auto [distances, labels] = squared_distances(samples, centres_[start]).min(1);
    sums_[start].index_add_(0, labels, samples);
    counts_[start].index_add_(0, labels, torch::ones_like(distances));
    inertias_[start] += distances.sum();
    const auto all = torch::cat({far_distances_[start], distances});
    const auto farthest = std::get<1>(all.topk(clusters));
    far_distances_[start] = all.index_select(0, farthest);
    far_labels_[start] = torch::cat({far_labels_[start], labels}).index_select(0, farthest);
    far_samples_[start] = torch::cat({far_samples_[start], samples}).index_select(0, farthest);
  }
}

void KMeans::fill_empty(std::int64_t start) {
  std::int64_t next = 0;
  for (std::int64_t c = 0; c < centres_.size(1); ++c) {
    if (counts_[start][c].item<double>() > 0) continue;
    const auto sample = far_samples_[start][next];
    const auto before = far_labels_[start][next++].item<std::int64_t>();
    sums_[start][before] -= sample;
    counts_[start][before] -= 1;
    sums_[start][c] = sample;
    counts_[start][c] = 1;
  }
}

void KMeans::move() {
  const auto empty = counts_.eq(0).any(1);
  for (std::int64_t start = 0; start < centres_.size(0); ++start)
    if (empty[start].item<bool>()) fill_empty(start);
  // (A cluster whose only sample was taken away stays where it is.)
  const auto counts = counts_.unsqueeze(2);
  const auto moved = torch::where(counts > 0, sums_ / counts.clamp_min(1), centres_);
  const auto shifts = (moved - centres_).square().sum({1, 2});
  // Sums of samples in another order differ by rounding.
  const auto rounding = 1e-24 * moved.square().sum({1, 2});
  at_rest_ = shifts.le(rounding.clamp_min(tolerance_)).all().item<bool>();
  best_ = inertias_.argmin().item<std::int64_t>();
  centres_ = moved;
  begin_pass();
}

torch::Tensor KMeans::best() const { return centres_[best_]; }

}  // namespace mlday

// k-means by Lloyd's passes (Lloyd, 1982) from k-means++ centres (Arthur and Vassilvitskii, 2007),
// from many starts at once. Rules are scikit-learn's.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

namespace mlday {

/// Centres for `starts` tries, [starts, clusters, features] float64, of samples [N, features]. By
/// "k-means++" each next centre is the best of 2 + ln(clusters) samples that are drawn with
/// probabilities proportional to their squared distances from the centres so far; by "random" all
/// are samples drawn at random. N must not be less than `clusters`.
torch::Tensor draw_centres(const torch::Tensor& samples, std::int64_t clusters, std::int64_t starts,
                           const std::string& init, std::uint64_t seed);

/// Squared distances [N, clusters] of samples [N, features] from centres [clusters, features], in
/// the samples' type.
torch::Tensor squared_distances(const torch::Tensor& samples, const torch::Tensor& centres);

class KMeans {
 public:
  /// Begins at `centres` [starts, clusters, features], which it moves. A start is at rest where its
  /// centres' squared shifts in a pass sum up to `tolerance` at most.
  KMeans(torch::Tensor centres, double tolerance);

  /// Takes samples [N, features] into the pass: each belongs to its nearest centre.
  void add(const torch::Tensor& samples);
  /// Ends the pass: each centre moves to the mean of its samples, one without samples to the one
  /// that is farthest from its own centre.
  void move();

  /// The centres of the start whose samples were nearest to them in the last pass, [clusters,
  /// features].
  torch::Tensor best() const;
  /// Whether all starts were at rest in the last pass.
  bool at_rest() const { return at_rest_; }
  const torch::Tensor& centres() const { return centres_; }

 private:
  void begin_pass();
  /// A start's clusters without samples take the farthest samples.
  void fill_empty(std::int64_t start);

  torch::Tensor centres_;  ///< [starts, clusters, features] float64, as all below
  double tolerance_;
  torch::Tensor sums_;      ///< of each cluster's samples
  torch::Tensor counts_;    ///< [starts, clusters]
  torch::Tensor inertias_;  ///< [starts] squared distances of samples from their centres
  /// Of each start the farthest samples [starts, clusters, features], their squared distances and
  /// their clusters [starts, clusters].
  torch::Tensor far_samples_, far_distances_, far_labels_;
  std::int64_t best_ = 0;
  bool at_rest_ = false;
};

}  // namespace mlday

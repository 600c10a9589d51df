#include "core/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/rng.h"

namespace mlday {
namespace {

namespace distributions = boost::math;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// The sample's variance, divided by n - 1.
double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size() - 1);
}

double upper(double confidence) { return (1 + confidence) / 2; }

/// NumPy's percentile with linear interpolation, of sorted values.
double percentile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

/// The middle `confidence` of these values, which it sorts; NaN of none.
Interval middle_of(std::vector<double>& values, double confidence) {
  if (values.empty()) return {nothing, nothing};
  std::sort(values.begin(), values.end());
  return {percentile(values, 1 - upper(confidence)), percentile(values, upper(confidence))};
}

}  // namespace

Interval wilson_interval(std::int64_t right, std::int64_t samples, double confidence) {
  const double n = static_cast<double>(samples), share = static_cast<double>(right) / n;
  const double z = quantile(distributions::normal(), upper(confidence));
  const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
  const double half =
      z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  // Rounding must not leave the share of nothing or of all outside.
  return {right == 0 ? 0 : std::max(0.0, middle - half),
          right == samples ? 1 : std::min(1.0, middle + half)};
}

MeanEstimate mean_estimate(const std::vector<double>& values, double confidence) {
  if (values.empty()) return {nothing, nothing, {nothing, nothing}};
  const double mean = mean_of(values);
  if (values.size() < 2) return {mean, nothing, {nothing, nothing}};
  const double n = static_cast<double>(values.size()), deviation = std::sqrt(variance_of(values));
  const double t = quantile(distributions::students_t(n - 1), upper(confidence));
  const double half = t * deviation / std::sqrt(n);
  return {mean, deviation, {mean - half, mean + half}};
}

Difference welch_difference(const std::vector<double>& a, const std::vector<double>& b,
                            double confidence) {
  const double na = static_cast<double>(a.size()), nb = static_cast<double>(b.size());
  const double va = variance_of(a) / na, vb = variance_of(b) / nb;
  const double mean = mean_of(b) - mean_of(a), error = std::sqrt(va + vb);
  if (error == 0) return {mean, {mean, mean}, mean == 0 ? 1.0 : 0.0};
  const double freedom = (va + vb) * (va + vb) / (va * va / (na - 1) + vb * vb / (nb - 1));
  const distributions::students_t t(freedom);
  const double half = quantile(t, upper(confidence)) * error;
  return {mean, {mean - half, mean + half}, 2 * cdf(complement(t, std::abs(mean) / error))};
}

double mcnemar_p(std::int64_t only_a, std::int64_t only_b) {
  const auto pairs = only_a + only_b;
  if (pairs == 0) return 1;
  const distributions::binomial halves(static_cast<double>(pairs), .5);
  return std::min(1.0, 2 * cdf(halves, static_cast<double>(std::min(only_a, only_b))));
}

std::vector<double> holm_adjusted(const std::vector<double>& chances) {
  std::vector<std::size_t> order(chances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return chances[a] < chances[b]; });
  std::vector<double> adjusted(chances.size());
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    least = std::min(1.0, std::max(least, left * chances[order[rank]]));
    adjusted[order[rank]] = least;
  }
  return adjusted;
}

Difference paired_bootstrap(const std::vector<double>& differences, std::uint64_t seed,
                            std::int64_t draws, double confidence) {
  Rng rng(stream_seed(seed, "bootstrap"));
  const auto count = differences.size();
  std::vector<double> means;
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += differences[rng.below(count)];
    means.push_back(sum / static_cast<double>(count));
  }
  const auto interval = middle_of(means, confidence);
  const auto at_most = std::upper_bound(means.begin(), means.end(), 0.0) - means.begin();
  const auto below = std::lower_bound(means.begin(), means.end(), 0.0) - means.begin();
  const auto smaller = std::min(at_most, static_cast<std::ptrdiff_t>(draws) - below);
  // One more than counted: as many draws can only tell that a chance is below 1 in their number.
  const double p =
      std::min(1.0, 2 * static_cast<double>(smaller + 1) / static_cast<double>(draws + 1));
  return {mean_of(differences), interval, p};
}

ErrorIntervals error_intervals(const std::vector<double>& truths,
                               const std::vector<double>& predictions, std::uint64_t seed,
                               std::int64_t draws, double confidence) {
  Rng rng(stream_seed(seed, "bootstrap"));
  const auto count = truths.size();
  const double n = static_cast<double>(count);
  const double centre = mean_of(truths);  // sums of squares around it lose no digits
  std::vector<double> rmse, mae, r2;
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    double squares = 0, absolute = 0, sum = 0, around = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const auto i = rng.below(count);
      const double error = predictions[i] - truths[i], offset = truths[i] - centre;
      squares += error * error;
      absolute += std::abs(error);
      sum += offset;
      around += offset * offset;
    }
    rmse.push_back(std::sqrt(squares / n));
    mae.push_back(absolute / n);
    const double spread = around - sum * sum / n;
    constexpr double rounding = 1e-12;
    if (spread > rounding * around) r2.push_back(1 - squares / spread);
  }
  return {middle_of(rmse, confidence), middle_of(mae, confidence), middle_of(r2, confidence)};
}

}  // namespace mlday

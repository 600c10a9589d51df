// How much of a figure is chance: intervals and tests. Distributions are Boost.Math's.
#pragma once

#include <cstdint>
#include <vector>

namespace mlday {

struct Interval {
  double low = 0, high = 0;
};

/// Wilson's score interval of a share, `right` of `samples` (> 0), without continuity correction
/// (Wilson, 1927): what statsmodels' proportion_confint(method="wilson") gives.
Interval wilson_interval(std::int64_t right, std::int64_t samples, double confidence = .95);

/// A mean with Student's t interval; the deviation is the sample's (divided by n - 1). Of a single
/// value the deviation and the interval are NaN. Of no value all is NaN.
struct MeanEstimate {
  double mean = 0, deviation = 0;
  Interval interval;
};
MeanEstimate mean_estimate(const std::vector<double>& values, double confidence = .95);

/// The same of the difference of the means of `b` and `a`, by Welch's t test (Welch, 1947), and how
/// often chance alone makes one as large: scipy's ttest_ind(equal_var=False). Both have two values
/// or more.
struct Difference {
  double mean = 0;
  Interval interval;
  double p = 1;
};
Difference welch_difference(const std::vector<double>& a, const std::vector<double>& b,
                            double confidence = .95);

/// How often chance alone tips two numbers that far apart: the exact two-sided binomial test on how
/// many samples only the one and only the other has right (McNemar, 1947; statsmodels'
/// mcnemar(exact=True)). 1 where both are 0.
double mcnemar_p(std::int64_t only_a, std::int64_t only_b);

/// Of the chances of several tests at once, the ones to go by instead: that any of them falls below
/// .05 by chance is then .05 for all together (Holm, 1979; statsmodels'
/// multipletests(method="holm")).
std::vector<double> holm_adjusted(const std::vector<double>& chances);

/// The mean of differences that belong to one sample each, with a percentile interval of means over
/// samples drawn again with replacement (Efron, 1979), and how often chance alone makes one as
/// large: of the two counts of draws at or beyond zero the smaller, and one more, twice over
/// `draws` + 1, at most 1. The seed decides the draws. `differences` has two values or more.
Difference paired_bootstrap(const std::vector<double>& differences, std::uint64_t seed,
                            std::int64_t draws = 10'000, double confidence = .95);

/// Percentile intervals (Efron, 1979) of the root of the mean squared error, of the mean absolute
/// error, and of the explained share of the variance (1 - errors' squares / squares around the
/// truths' mean), over samples drawn again with replacement. Draws of truths that are all alike
/// have no explained share and are left out of its interval; NaN where all are. The lists are of
/// equal length, one or more.
struct ErrorIntervals {
  Interval rmse, mae, r2;
};
ErrorIntervals error_intervals(const std::vector<double>& truths,
                               const std::vector<double>& predictions, std::uint64_t seed,
                               std::int64_t draws = 10'000, double confidence = .95);

}  // namespace mlday

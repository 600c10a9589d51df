#include "report/paired.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/statistics.h"
#include "core/text.h"
#include "report/chance.h"

namespace mlday {
namespace {

struct Shared {
  std::vector<std::pair<const Prediction*, const Prediction*>> pairs;  ///< in the first's order
  std::size_t first = 0, second = 0;                                   ///< rows in all
  std::size_t rows_per_sample = 1, other_truths = 0;
};

/// Numbers that were scaled and scaled back differ in their last digits.
bool same_truth(const Prediction& one, const Prediction& other, double largest) {
  if (one.truth == other.truth) return true;
  constexpr double rounding = 1e-5;
  const auto a = to_double(one.truth), b = to_double(other.truth);
  return !one.target.empty() && a && b && std::abs(*a - *b) <= rounding * largest;
}

double largest_truth(const std::vector<Prediction>& list) {
  double largest = 0;
  for (const auto& one : list)
    if (const auto truth = to_double(one.truth); !one.target.empty() && truth)
      largest = std::max(largest, std::abs(*truth));
  return largest;
}

Shared shared_of(const std::vector<Prediction>& first, const std::vector<Prediction>& second) {
  using Key = std::pair<std::string, std::string>;
  std::multimap<Key, const Prediction*> by_name;  // keeps the order of equal names
  for (const auto& one : second) by_name.emplace(Key{one.sample, one.target}, &one);
  Shared shared{.pairs = {}, .first = first.size(), .second = second.size()};
  const double largest = largest_truth(first);
  for (const auto& one : first) {
    const Key key{one.sample, one.target};
    const auto found = by_name.lower_bound(key);
    if (found == by_name.end() || found->first != key) continue;
    shared.pairs.emplace_back(&one, found->second);
    shared.other_truths += same_truth(one, *found->second, largest) ? 0 : 1;
    by_name.erase(found);
  }
  return shared;
}

std::string commas(std::size_t count) { return with_commas(static_cast<std::int64_t>(count)); }

std::string shared_caveat(const Shared& shared) {
  if (shared.pairs.size() == shared.first && shared.pairs.size() == shared.second) return "";
  const auto samples = [&](std::size_t rows) { return commas(rows / shared.rows_per_sample); };
  return "only the " + samples(shared.pairs.size()) + " that both were evaluated on count, of " +
         samples(shared.first) + " and " + samples(shared.second);
}

PairedTest classes_test(const Shared& shared, const std::string& a, const std::string& b) {
  std::int64_t only_a = 0, only_b = 0;
  for (const auto& [one, other] : shared.pairs) {
    const bool a_right = one->prediction == one->truth, b_right = other->prediction == other->truth;
    only_a += a_right && !b_right ? 1 : 0;
    only_b += b_right && !a_right ? 1 : 0;
  }
  PairedTest test{.method = "McNemar's exact test",
                  .finding = {},
                  .caveat = shared_caveat(shared),
                  .p = mcnemar_p(only_a, only_b),
                  .differ = only_a != only_b};
  const auto all = commas(shared.pairs.size());
  if (only_a == 0 && only_b == 0) {
    test.finding = a + " and " + b + " are right on the same samples of " + all;
  } else if (!test.differ) {
    test.finding = a + " and " + b + " are right on as many of " + all + ": each on " +
                   with_commas(only_a) + " that the other has wrong";
  } else {
    test.finding = (only_b > only_a ? b : a) + " is right on " +
                   with_commas(std::abs(only_b - only_a)) + " more of " + all + " than " +
                   (only_b > only_a ? a : b) + " (on " + with_commas(std::max(only_a, only_b)) +
                   " that only it has right, against " + with_commas(std::min(only_a, only_b)) +
                   ")";
    if (mcnemar_p(0, only_a + only_b) > usual_level)
      test.caveat = std::string("they disagree on too few samples to tell") +
                    (test.caveat.empty() ? "" : "; ") + test.caveat;
  }
  return test;
}

/// Each sample's mean of squared errors over its numbers, of both; empty where one is no number.
std::vector<std::pair<double, double>> squared_errors(const Shared& shared) {
  std::vector<std::pair<double, double>> errors;
  const Prediction* begun = nullptr;  // the first row of the sample at work
  double numbers = 0;
  const auto finish = [&] {
    if (numbers > 0) errors.back().first /= numbers, errors.back().second /= numbers;
    numbers = 0;
  };
  for (const auto& [one, other] : shared.pairs) {
    const auto truth = to_double(one->truth), a = to_double(one->prediction),
               b = to_double(other->prediction);
    if (!truth || !a || !b || !std::isfinite(*truth + *a + *b)) return {};
    if (!begun || one->sample != begun->sample || one->target == begun->target) {
      finish();
      errors.emplace_back(0, 0);
      begun = one;
    }
    errors.back().first += (*a - *truth) * (*a - *truth);
    errors.back().second += (*b - *truth) * (*b - *truth);
    ++numbers;
  }
  finish();
  return errors;
}

PairedTest numbers_test(const Shared& shared, const std::string& a, const std::string& b) {
  const auto errors = squared_errors(shared);
  if (errors.empty())
    return {.finding = "some of what " + a + " and " + b + " predict are no numbers"};
  if (errors.size() < 2)
    return {.finding = a + " and " + b + " share a single sample, which tells nothing"};
  std::vector<double> differences;
  double of_a = 0, of_b = 0;
  for (const auto& [first, second] : errors) {
    differences.push_back(second - first);
    of_a += first;
    of_b += second;
  }
  // Of many samples fewer draws: their means' spread is known well enough, and time is short.
  constexpr std::int64_t most = 10'000, least = 1'000, additions = 200'000'000;
  const auto draws = std::clamp(additions / std::ssize(differences), least, most);
  const auto difference = paired_bootstrap(differences, 0, draws);
  PairedTest test{.method = "Paired bootstrap of squared errors, " + with_commas(draws) + " draws",
                  .finding = {},
                  .caveat = shared_caveat(shared),
                  .p = difference.p,
                  .differ = std::any_of(differences.begin(), differences.end(),
                                        [](double d) { return d != 0; }),
                  .at_most = difference.p <= 2 / static_cast<double>(draws + 1)};
  const auto rmse = [&](double squares) {
    return rounded(std::sqrt(squares / static_cast<double>(errors.size())));
  };
  const auto all = commas(errors.size());
  if (!test.differ)
    test.finding = a + " and " + b + " miss by the same on each of " + all;
  else if (of_a == of_b)
    test.finding = a + " and " + b + " miss by as much over " + all + " (rmse " + rmse(of_a) + ")";
  else
    test.finding = (of_b < of_a ? b : a) + " misses by less over " + all + " than " +
                   (of_b < of_a ? a : b) + " (rmse " + rmse(std::min(of_a, of_b)) + " against " +
                   rmse(std::max(of_a, of_b)) + ")";
  return test;
}

std::set<std::string> targets_of(const std::vector<Prediction>& list) {
  std::set<std::string> names;
  for (const auto& one : list) names.insert(one.target);
  return names;
}

std::string prediction_kind(const std::set<std::string>& targets) {
  if (targets == std::set<std::string>{""}) return "classes";
  return join_words({targets.begin(), targets.end()});
}

}  // namespace

std::string words_of(const PairedTest& test, double corrected, std::size_t tests) {
  auto words = test.finding;
  if (test.is_tested() && test.differ)
    words += "; " + chance_sentence(test.p, test.at_most, corrected, tests);
  if (!test.caveat.empty()) words += " (" + test.caveat + ")";
  return words;
}

PairedTest paired_test(const std::vector<Prediction>& first, const std::vector<Prediction>& second,
                       const std::string& a, const std::string& b) {
  const auto both = a + " and " + b;
  const auto of_a = targets_of(first), of_b = targets_of(second);
  if (of_a != of_b)
    return {.finding = both + " predict different things (" + prediction_kind(of_a) + "; " +
                       prediction_kind(of_b) + "): they cannot be held against each other"};
  auto shared = shared_of(first, second);
  shared.rows_per_sample = of_a.size();
  if (shared.pairs.empty())
    return {.finding =
                both + " were evaluated on different samples, none of them shared: give " +
                "both the same split (dataset.validation.seed or .file), or compare a test " +
                "part"};
  if (shared.other_truths > 0)
    return {.finding = "of the " + commas(shared.pairs.size()) + " sample names that " + both +
                       " share, " + commas(shared.other_truths) +
                       " have another truth in each: their data differ, and they cannot be held "
                       "against each other"};
  return of_a.contains("") ? classes_test(shared, a, b) : numbers_test(shared, a, b);
}

}  // namespace mlday

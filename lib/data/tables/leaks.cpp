#include "data/tables/leaks.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "core/text.h"

namespace mlday {
namespace {

constexpr double suspicious = .999;
constexpr double rounding = 1e-9;  ///< a correlation this near to 1 is exactly 1

struct Pairs {
  std::vector<double> input, target;

  /// Rows without a gap.
  Pairs(const Column& a, const Column& b) {
    for (std::size_t i = 0; i < a.numbers.size(); ++i)
      if (!std::isnan(a.numbers[i]) && !std::isnan(b.numbers[i])) {
        input.push_back(a.numbers[i]);
        target.push_back(b.numbers[i]);
      }
  }
  std::size_t size() const { return input.size(); }
};

/// Pearson's; 0 where one side is constant.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double mean_a = 0, mean_b = 0;
  const auto count = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / count;
    mean_b += b[i] / count;
  }
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// Places in order of size; ties share their mean place.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t start = 0; start < order.size();) {
    auto end = start;
    while (end < order.size() && values[order[end]] == values[order[start]]) ++end;
    for (auto i = start; i < end; ++i) result[order[i]] = static_cast<double>(start + end - 1) / 2;
    start = end;
  }
  return result;
}

/// Whether equal inputs always go with equal targets, and inputs repeat often enough for that to
/// mean something.
bool determines(const Pairs& pairs) {
  std::unordered_map<double, double> target_of(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [known, is_new] = target_of.try_emplace(pairs.input[i], pairs.target[i]);
    if (!is_new && known->second != pairs.target[i]) return false;
  }
  return target_of.size() * 2 <= pairs.size();
}

/// The correlation of the places in order of size. Where a thousand rows are far from one order,
/// all the others need not be sorted.
double rank_correlation(const Pairs& pairs) {
  constexpr std::size_t few = 1000;
  constexpr double far = .99;
  const auto of = [](const std::vector<double>& a, const std::vector<double>& b) {
    return std::abs(correlation(ranks(a), ranks(b)));
  };
  if (pairs.size() > 2 * few) {
    std::vector<double> input, target;
    for (std::size_t i = 0; i < pairs.size(); i += pairs.size() / few) {
      input.push_back(pairs.input[i]);
      target.push_back(pairs.target[i]);
    }
    if (const double found = of(input, target); found < far) return found;
  }
  return of(pairs.input, pairs.target);
}

bool is_constant(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
}

/// What a column tells of a target: empty, or "equals it in every row".
struct Finding {
  std::string text;
  bool certain = false;
};

Finding relation(const Column& input, const Column& target) {
  const Pairs pairs(input, target);
  constexpr std::size_t enough = 5, enough_for_ranks = 30;
  if (pairs.size() < enough || is_constant(pairs.target)) return {};
  const bool are_numbers = input.is_numeric() && target.is_numeric();
  if (input.categories == target.categories && pairs.input == pairs.target)
    return {"has the same value in every row", true};
  const double linear = are_numbers ? std::abs(correlation(pairs.input, pairs.target)) : 0;
  if (linear > 1 - rounding) return {"is the target but for its unit (correlation 1)", true};
  if (determines(pairs)) return {"determines it: equal values always go with equal targets", false};
  if (linear > suspicious) return {"correlates with it by " + rounded(linear, 5), false};
  if (are_numbers && pairs.size() >= enough_for_ranks) {
    const double in_order = rank_correlation(pairs);
    if (in_order > suspicious)
      return {"has the same order as the target (rank correlation " + rounded(in_order, 5) + ")",
              false};
  }
  return {};
}

/// Whether a column only tells the rows apart: named an id, or 1, 2, 3, ...; or texts that never
/// repeat.
bool numbers_the_rows(const Column& column) {
  constexpr std::size_t enough = 10;
  const auto& numbers = column.numbers;
  if (std::any_of(numbers.begin(), numbers.end(), [](double x) { return std::isnan(x); }))
    return false;
  const bool is_whole = std::all_of(numbers.begin(), numbers.end(),
                                    [](double value) { return value == std::round(value); });
  if (numbers.size() < enough || (column.is_numeric() && !is_whole)) return false;
  auto values = numbers;
  std::sort(values.begin(), values.end());
  if (std::adjacent_find(values.begin(), values.end()) != values.end()) return false;
  if (!column.is_numeric()) return true;
  const bool runs = values.back() - values.front() + 1 == static_cast<double>(values.size());
  auto name = column.name;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool is_named_so = name == "id" || name == "index" || name.ends_with("_id") ||
                           name.ends_with(" id") || name.starts_with("unnamed");
  return runs || is_named_so;
}

}  // namespace

std::vector<Suspicion> find_leaks(const TableSettings& settings, const Table& table) {
  if (table.targets.empty()) return {};
  std::vector<Suspicion> leaks;
  const auto tell = [&](const std::string& message, const std::string& hint, bool certain) {
    leaks.push_back({"label-leak", "dataset.inputs", message, hint, certain});
  };
  const auto& allowed = settings.allow_leaks;
  for (const auto& input : table.inputs) {
    if (std::find(allowed.begin(), allowed.end(), input.name) != allowed.end()) continue;
    const std::string leave_out = "leave the column out (columns: {" + input.name +
                                  ": ignore}); if it is meant, name it in dataset.allow_leaks";
    for (const auto& target : table.targets) {
      if (input.name == target.name) {
        tell("the target `" + target.name +
                 "` is also an input: the network could read off what it is to learn",
             "take it out of dataset.inputs", true);
        continue;
      }
      if (const auto found = relation(input, target); !found.text.empty())
        tell("the input `" + input.name + "` tells the target `" + target.name + "`: it " +
                 found.text,
             leave_out, found.certain);
    }
    if (numbers_the_rows(input))
      tell("the input `" + input.name +
               "` has a value of its own in every row, like an id: a network can only learn it by "
               "heart",
           leave_out, false);
  }
  return leaks;
}

}  // namespace mlday

#include "tasks/recommendation/als.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

namespace mlday {
namespace {

/// Symmetric equations of a size; only the lower triangle is kept.
class Equations {
 public:
  explicit Equations(std::int64_t size)
      : size_(static_cast<std::size_t>(size)), left_(size_ * size_), right_(size_) {}

  void clear() {
    std::fill(left_.begin(), left_.end(), 0);
    std::fill(right_.begin(), right_.end(), 0);
  }
  void begin_with(const std::vector<double>& left) {
    left_ = left;
    std::fill(right_.begin(), right_.end(), 0);
  }
  /// Adds weight * x x^T on the left, and target * x on the right.
  void add(const double* x, double weight, double target) {
    for (std::size_t i = 0; i < size_; ++i) {
      double* row = left_.data() + i * size_;
      const double scaled = weight * x[i];
      for (std::size_t j = 0; j <= i; ++j) row[j] += scaled * x[j];
      right_[i] += target * x[i];
    }
  }
  const std::vector<double>& left() const { return left_; }

  /// With `ridge` added to the diagonal, by Cholesky's way.
  void solve(double ridge, double* x) {
    for (std::size_t i = 0; i < size_; ++i) {
      double* row = left_.data() + i * size_;
      for (std::size_t j = 0; j <= i; ++j) {
        const double* other = left_.data() + j * size_;
        double sum = row[j] + (i == j ? ridge : 0);
        for (std::size_t k = 0; k < j; ++k) sum -= row[k] * other[k];
        row[j] = i == j ? std::sqrt(sum) : sum / other[j];
      }
      double sum = right_[i];
      for (std::size_t k = 0; k < i; ++k) sum -= row[k] * right_[k];
      right_[i] = sum / row[i];
    }
    for (std::size_t i = size_; i-- > 0;) {
      double sum = right_[i];
      for (std::size_t k = i + 1; k < size_; ++k) sum -= left_[k * size_ + i] * x[k];
      x[i] = sum / left_[i * size_ + i];
    }
  }

 private:
  std::size_t size_;
  std::vector<double> left_, right_;
};

/// The sum of x x^T over all columns.
std::vector<double> gram_of(const double* columns, std::int64_t count, std::int64_t rank) {
  Equations sum(rank);
  sum.clear();
  for (std::int64_t c = 0; c < count; ++c) sum.add(columns + c * rank, 1, 0);
  return sum.left();
}

/// Sets one side's biases by the other's.
void fit_biases(const RatingLists& lists, double mean, double regularization, const double* others,
                double* own) {
  for (std::int64_t row = 0; row < lists.users(); ++row) {
    const auto ids = lists.items_of(row);
    const auto ratings = lists.ratings_of(row);
    double sum = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) sum += ratings[i] - mean - others[ids[i]];
    own[row] = ids.empty() ? 0 : sum / (static_cast<double>(ids.size()) + regularization);
  }
}

}  // namespace

void solve_factors(const RatingLists& lists, const AlsSettings& settings, const AlsOffsets& offsets,
                   const double* columns, std::int64_t column_count, double* rows) {
  const auto rank = settings.rank;
  const auto gram =
      settings.implicit ? gram_of(columns, column_count, rank) : std::vector<double>();
  constexpr std::int64_t at_once = 64;
  at::parallel_for(0, lists.users(), at_once, [&](std::int64_t from, std::int64_t to) {
    Equations equations(rank);
    for (auto row = from; row < to; ++row) {
      double* x = rows + row * rank;
      const auto ids = lists.items_of(row);
      const auto ratings = lists.ratings_of(row);
      if (ids.empty()) {
        std::fill(x, x + rank, 0);
        continue;
      }
      settings.implicit ? equations.begin_with(gram) : equations.clear();
      const double own = offsets.mean + (offsets.rows ? offsets.rows[row] : 0);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        const double rating = ratings[i];
        const double* y = columns + ids[i] * rank;
        if (settings.implicit)
          equations.add(y, settings.alpha * rating, rating > 0 ? 1 + settings.alpha * rating : 0);
        else
          equations.add(y, 1, rating - own - (offsets.columns ? offsets.columns[ids[i]] : 0));
      }
      const double count = settings.weighted ? static_cast<double>(ids.size()) : 1;
      equations.solve(settings.regularization * count, x);
    }
  });
}

void solve_biases(const RatingLists& by_row, const RatingLists& by_column, double mean,
                  double regularization, std::int64_t passes, double* rows, double* columns) {
  for (std::int64_t pass = 0; pass < passes; ++pass) {
    fit_biases(by_column, mean, regularization, rows, columns);
    fit_biases(by_row, mean, regularization, columns, rows);
  }
}

}  // namespace mlday

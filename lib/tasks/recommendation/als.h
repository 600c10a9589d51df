// Factors by alternating least squares: the users' that fit best to the items', then the other way
// round (Zhou, Wilkinson, Schreiber, Pan, 2008; with confidences Hu, Koren, Volinsky, 2008).
#pragma once

#include "data/ratings/rating_lists.h"

namespace mlday {

struct AlsSettings {
  std::int64_t rank = 0;
  double regularization = 0;
  bool weighted = true;   ///< times the number of ratings of the user or item (Spark's way)
  bool implicit = false;  ///< ratings r are confidences 1 + alpha * r in an interest of 1
  double alpha = 1;
};

/// What ratings are fitted beyond: mean + row bias + column bias; all null where there is none.
struct AlsOffsets {
  double mean = 0;
  const double *rows = nullptr, *columns = nullptr;
};

/// Sets `rows` [lists.users(), rank], each by its own ratings and `columns`, of which there are
/// `column_count`. A row without ratings becomes 0. Threads share the rows, whose bits do not
/// depend on how many there are.
void solve_factors(const RatingLists& lists, const AlsSettings& settings, const AlsOffsets& offsets,
                   const double* columns, std::int64_t column_count, double* rows);

/// Biases of rows and columns that explain the ratings best beside their mean, each squared bias
/// counted `regularization` times: alternating, columns first, so many passes, from 0.
void solve_biases(const RatingLists& by_row, const RatingLists& by_column, double mean,
                  double regularization, std::int64_t passes, double* rows, double* columns);

}  // namespace mlday

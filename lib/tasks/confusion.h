// What a classifier's predictions come to: the confusion matrix and the figures read off it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mlday {

/// counts[truth][prediction].
struct Confusion {
  std::vector<std::vector<std::int64_t>> counts;

  explicit Confusion(std::size_t classes)
      : counts(classes, std::vector<std::int64_t>(classes, 0)) {}
  std::int64_t total() const;
};

/// Of one class, or a mean over classes. A ratio without cases (nothing predicted, nothing there)
/// is 0, as scikit-learn has it.
struct ClassFigures {
  double precision = 0, recall = 0, f1 = 0;
  std::int64_t support = 0;  ///< samples of the class
};

struct ClassificationReport {
  std::vector<ClassFigures> classes;
  ClassFigures macro;     ///< mean over classes
  ClassFigures weighted;  ///< mean over classes, weighted by support
};

ClassificationReport report_of(const Confusion& confusion);

/// The pairs of classes confused most often, worst first; ties by class number.
struct Mistake {
  std::size_t truth, prediction;
  std::int64_t count;
};
std::vector<Mistake> worst_mistakes(const Confusion& confusion, std::size_t most);

}  // namespace mlday

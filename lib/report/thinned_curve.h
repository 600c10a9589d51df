// A curve of any number of points in bounded memory.
#pragma once

#include <cstdint>
#include <vector>

#include "store/step_history.h"

namespace mlday {

/// Keeps at most `most` spans (an even number): where they are full, each two become one, so that
/// all have as many points but for the newest.
class ThinnedCurve {
 public:
  explicit ThinnedCurve(std::size_t most = 2000) : most_(most) {}
  /// Goes on with spans that were kept before, the newest of which may have fewer points.
  ThinnedCurve(std::vector<CurveSpan> spans, std::size_t most);

  void add(const CurvePoint& point);
  /// Forgets the spans that reach this update or later ones.
  void forget_from(std::int64_t step);
  const std::vector<CurveSpan>& spans() const { return spans_; }

 private:
  void halve();

  std::size_t most_;
  std::int64_t width_ = 1;  ///< points of a full span
  std::vector<CurveSpan> spans_;
};

}  // namespace mlday

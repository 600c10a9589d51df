#include "report/thinned_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mlday {
namespace {

double lowest(double a, double b) { return std::fmin(a, b); }   // of one number and a NaN: the
double highest(double a, double b) { return std::fmax(a, b); }  // number

/// The mean of both, each counting as many times as it has numbers.
double mean_of(const CurveSpan& a, const CurveSpan& b) {
  if (a.numbers == 0) return b.last.loss;
  if (b.numbers == 0) return a.last.loss;
  const auto share = static_cast<double>(b.numbers) / static_cast<double>(a.numbers + b.numbers);
  return a.last.loss + (b.last.loss - a.last.loss) * share;
}

void put_behind(CurveSpan& span, const CurveSpan& next) {
  const double mean = mean_of(span, next);
  span.last = next.last;
  span.last.loss = mean;
  span.low = lowest(span.low, next.low);
  span.high = highest(span.high, next.high);
  span.points += next.points;
  span.numbers += next.numbers;
}

}  // namespace

ThinnedCurve::ThinnedCurve(std::vector<CurveSpan> spans, std::size_t most)
    : most_(most), spans_(std::move(spans)) {
  for (const auto& span : spans_)
    while (width_ < span.points) width_ *= 2;
  while (spans_.size() > most_) halve();
}

void ThinnedCurve::add(const CurvePoint& point) {
  CurveSpan one{.last = point, .low = point.loss, .high = point.loss, .points = 1, .numbers = 1};
  if (!std::isfinite(point.loss)) {
    one.last.loss = one.low = one.high = std::numeric_limits<double>::quiet_NaN();
    one.numbers = 0;
  }
  if (!spans_.empty() && spans_.back().points < width_) {
    put_behind(spans_.back(), one);
    return;
  }
  if (spans_.size() == most_) {
    halve();
    return add(point);
  }
  spans_.push_back(one);
}

void ThinnedCurve::forget_from(std::int64_t step) {
  while (!spans_.empty() && spans_.back().last.step >= step) spans_.pop_back();
}

void ThinnedCurve::halve() {
  width_ *= 2;
  std::vector<CurveSpan> halves;
  for (const auto& span : spans_)
    if (!halves.empty() && halves.back().points + span.points <= width_)
      put_behind(halves.back(), span);
    else
      halves.push_back(span);
  spans_ = std::move(halves);
}

}  // namespace mlday

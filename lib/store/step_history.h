// steps.csv: the loss by update, a row for each span of updates.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace mlday {

/// What was seen after an update.
struct CurvePoint {
  std::int64_t step = 0;  ///< updates up to it, over the whole run
  double epoch = 0;       ///< 1.25: a quarter into the second
  double seconds = 0;     ///< of training
  double lr = 0;
  double loss = 0;
};

/// Neighbouring points put together: the place of the last one, the losses' mean and extremes.
/// Losses that are no numbers are left out of these; NaN where all are.
struct CurveSpan {
  CurvePoint last;  ///< its `loss` is the mean
  double low = 0, high = 0;
  std::int64_t points = 0;
  std::int64_t numbers = 0;  ///< of these, those that the mean is of
};

/// Writes all rows anew: `step,epoch,seconds,lr,loss,low,high`.
void write_steps(const std::filesystem::path& csv, const std::vector<CurveSpan>& spans);

/// Reads them back up to the update `last` (all without it). A row that does not fit ends the
/// reading: the curve is to look at, and a run goes on without it. Empty where there is no file.
std::vector<CurveSpan> read_steps(const std::filesystem::path& csv, std::int64_t last = -1);

}  // namespace mlday

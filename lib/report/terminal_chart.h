// Curves drawn by characters, with axes.
#pragma once

#include <string>
#include <vector>

#include "core/terminal.h"

namespace mlday {

/// A stretch of a curve that ends at `x`: its mean and its extremes. NaN means breaks the curve.
struct ChartPoint {
  double x = 0, mean = 0, low = 0, high = 0;
};

struct ChartCurve {
  std::string name;
  std::vector<ChartPoint> points;  ///< x ascending
};

struct ChartLook {
  int columns = 80, rows = 12;  ///< of all that is drawn: title, curves, axis with its numbers
  double last_x = 0;            ///< the x axis reaches at least so far
  bool braille = true;          ///< 2 x 4 dots to a character; else plain ASCII
  bool colours = false;
};

/// A title with the names of the curves, the curves (in braille by dots; where colours do not tell
/// them apart, the second's points by the letter o), their extremes as single dots, and axes with
/// round numbers. The y axis is logarithmic where all is positive and spans more than a factor of
/// 50; the title says so. `marks` are places on the x axis that stand out. Lines of at most
/// `columns`; empty where there is no room or no number.
std::vector<std::string> terminal_chart(const std::string& title,
                                        const std::vector<ChartCurve>& curves,
                                        const std::vector<double>& marks, const ChartLook& look);

/// At most `most` round numbers (1, 2 or 5 times a power of ten, or their multiples) in [low,
/// high].
std::vector<double> round_numbers(double low, double high, int most);

}  // namespace mlday

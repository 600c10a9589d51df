// Lines over an axis as SVG: title, axes with ticks and labels, marks, a legend.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlday {

struct Line {
  std::string name;  ///< in the legend; a plot of one line needs none
  std::vector<double> x, y;
};

/// A dashed upright line with a word at its top.
struct PlotMark {
  double x = 0;
  std::string text;
};

struct LinePlot {
  std::string title, x_label, y_label;
  bool log_x = false, log_y = false;
  std::vector<Line> lines;
  std::vector<PlotMark> marks;
};

/// Points that are not finite, or not positive on a logarithmic axis, break their line.
std::string svg_of(const LinePlot& plot);
void write_svg(const std::filesystem::path& path, const LinePlot& plot);

/// Round numbers for an axis from `low` to `high`: about six, or the powers of ten (with 2 and 5
/// times them where those are few).
std::vector<double> ticks(double low, double high, bool logarithmic);

}  // namespace mlday

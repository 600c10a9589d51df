#include "plot/line_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/file.h"
#include "core/text.h"
#include "plot/svg.h"

namespace mlday {
namespace {

constexpr int width = 1200, height = 720;
constexpr int left = 120, right = 40, top = 90, bottom = 90;
constexpr double letter = 9;  // about a letter's width: names get room by it
// Told apart by who sees few colors too (Okabe and Ito, 2008).
constexpr const char* palette[] = {"#0072b2", "#d55e00", "#009e73",
                                   "#cc79a7", "#56b4e9", "#e69f00"};

/// One direction of the picture: values to pixels.
struct Axis {
  double low = 0, high = 1;
  bool logarithmic = false;
  double from = 0, to = 0;  ///< pixels

  bool shows(double value) const { return std::isfinite(value) && (!logarithmic || value > 0); }
  double scaled(double value) const { return logarithmic ? std::log10(value) : value; }
  double pixel(double value) const {
    const double share = (scaled(value) - scaled(low)) / (scaled(high) - scaled(low));
    return from + share * (to - from);
  }
};

/// An axis that shows all values, with some air where `padded`.
template <class ValuesOf>
Axis axis_over(const LinePlot& plot, bool logarithmic, bool padded, ValuesOf values_of) {
  Axis axis{.low = std::numeric_limits<double>::infinity(), .high = 0, .logarithmic = logarithmic};
  axis.high = -axis.low;
  for (const auto& line : plot.lines)
    for (const double value : values_of(line))
      if (axis.shows(value)) {
        axis.low = std::min(axis.low, value);
        axis.high = std::max(axis.high, value);
      }
  if (axis.low > axis.high) axis.low = axis.high = 1;
  if (logarithmic) {
    const double factor = axis.low == axis.high ? 2 : padded ? 1.2 : 1;
    axis.low /= factor;
    axis.high *= factor;
    return axis;
  }
  // A difference in the last digits is none: no grid could show it.
  const double size = std::max(std::abs(axis.low), std::abs(axis.high));
  const double span = axis.high - axis.low <= 1e-9 * size ? 0 : axis.high - axis.low;
  const double air = span == 0 ? std::max(std::abs(axis.low), 1e-12) / 2 : padded ? span * .05 : 0;
  const bool from_zero = axis.low >= 0 && axis.low < .3 * axis.high;
  axis.low = padded && from_zero ? 0 : axis.low - air;
  axis.high += air;
  return axis;
}

/// A number as SVG has it, to a tenth of a pixel.
std::string px(double value) { return rounded(std::round(value * 10) / 10, 6); }

/// `anchor` is "start", "middle" or "end".
std::string text_at(const std::string& text, double x, double y, const std::string& anchor,
                    const std::string& more = "") {
  return "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\" text-anchor=\"" + anchor + "\"" + more +
         ">" + svg_text(text) + "</text>\n";
}

std::string line_between(double x1, double y1, double x2, double y2, const std::string& kind) {
  return "<line class=\"" + kind + "\" x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) +
         "\" y2=\"" + px(y2) + "\"/>\n";
}

std::string grid(const Axis& x, const Axis& y) {
  std::string text;
  for (const double tick : ticks(x.low, x.high, x.logarithmic)) {
    const double at = x.pixel(tick);
    text += line_between(at, y.from, at, y.to, "grid");
    text += text_at(rounded(tick, 3), at, y.from + 26, "middle");
  }
  for (const double tick : ticks(y.low, y.high, y.logarithmic)) {
    const double at = y.pixel(tick);
    text += line_between(x.from, at, x.to, at, "grid");
    text += text_at(rounded(tick, 3), x.from - 12, at + 6, "end");
  }
  return text + line_between(x.from, y.from, x.to, y.from, "axis") +
         line_between(x.from, y.from, x.from, y.to, "axis");
}

/// A path for each unbroken run of points; a dot where such a run is a single one.
std::string curve(const Line& line, const Axis& x, const Axis& y, const std::string& color) {
  std::string path, dots;
  std::size_t run = 0;
  const auto count = std::min(line.x.size(), line.y.size());
  for (std::size_t i = 0; i < count; ++i) {
    const bool shown = x.shows(line.x[i]) && y.shows(line.y[i]);
    const bool ends = i + 1 == count || !x.shows(line.x[i + 1]) || !y.shows(line.y[i + 1]);
    if (!shown) continue;
    const auto at = px(x.pixel(line.x[i])), above = px(y.pixel(line.y[i]));
    path += (run++ == 0 ? "M" : "L") + at + " " + above;
    if (ends && run == 1)
      dots += "<circle cx=\"" + at + "\" cy=\"" + above + "\" r=\"4\" fill=\"" + color + "\"/>\n";
    if (ends) run = 0;
  }
  if (path.empty()) return "";
  return "<path class=\"curve\" stroke=\"" + color + "\" d=\"" + path + "\"/>\n" + dots;
}

/// Dashed lines, and their words one below the other beside them.
std::string marks_text(const std::vector<PlotMark>& marks, const Axis& x, const Axis& y) {
  std::string text;
  constexpr double gap = 8, line_height = 26;
  double row = y.to + 22;
  for (const auto& mark : marks) {
    if (!x.shows(mark.x) || mark.x < x.low || mark.x > x.high) continue;
    const double at = x.pixel(mark.x);
    const bool on_the_left = at > (x.from + x.to) / 2;
    text += line_between(at, y.to, at, y.from, "mark");
    text += text_at(mark.text, on_the_left ? at - gap : at + gap, row,
                    on_the_left ? "end" : "start", " class=\"over\"");
    row += line_height;
  }
  return text;
}

std::string legend(const std::vector<Line>& lines) {
  std::string text;
  constexpr double line_length = 30, gap = 12, between = 30;
  double at = width - right;
  for (std::size_t i = lines.size(); i-- > 0;) {
    text += text_at(lines[i].name, at, top - 18, "end");
    at -= letter * static_cast<double>(lines[i].name.size()) + gap;
    text += "<line x1=\"" + px(at - line_length) + "\" y1=\"" + px(top - 24) + "\" x2=\"" + px(at) +
            "\" y2=\"" + px(top - 24) + "\" stroke=\"" + palette[i % std::size(palette)] +
            "\" stroke-width=\"4\"/>\n";
    at -= line_length + between;
  }
  return text;
}

// Colors follow the reader's theme where the picture stands in a page or a browser.
constexpr const char* style = R"(<style>
svg { background: #fff; color: #222; font: 17px system-ui, "DejaVu Sans", sans-serif; }
text { fill: currentColor; } .title { font-size: 22px; font-weight: 600; }
.grid { stroke: #8884; } .axis { stroke: currentColor; }
.mark { stroke: #888; stroke-width: 2; stroke-dasharray: 8 8; }
.over { paint-order: stroke; stroke: #fff; stroke-width: 6px; }
.curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
@media (prefers-color-scheme: dark) { svg { background: #16181d; color: #e6e6e6; } .over { stroke: #16181d; } }
</style>
)";

}  // namespace

std::vector<double> ticks(double low, double high, bool logarithmic) {
  std::vector<double> values;
  const double slack = 1e-9 * (high - low);
  const auto add = [&](double value) {
    if (value >= low - slack && value <= high + slack) values.push_back(value);
  };
  if (logarithmic) {
    const double decades = std::log10(high / low);
    const double every = std::max(1., std::ceil(decades / 8));
    for (double power = std::floor(std::log10(low)); power <= std::log10(high) + 1; power += every)
      for (const double times : {1., 2., 5.})
        if (times == 1 || decades < 3) add(times * std::pow(10, power));
    return values;
  }
  constexpr double wanted = 6;
  const double power = std::pow(10, std::floor(std::log10((high - low) / wanted)));
  const double rough = (high - low) / wanted / power;
  const double step = power * (rough <= 1 ? 1 : rough <= 2 ? 2 : rough <= 5 ? 5 : 10);
  const double first = std::ceil(low / step - 1e-9);
  constexpr int most = 4 * static_cast<int>(wanted);  // by rounding, an endless number may fit
  // (+ 0. makes a zero of a negative zero.)
  for (int i = 0; i < most && (first + i) * step <= high + slack; ++i) add((first + i) * step + 0.);
  return values;
}

std::string svg_of(const LinePlot& plot) {
  auto x = axis_over(plot, plot.log_x, false, [](const Line& line) { return line.x; });
  auto y = axis_over(plot, plot.log_y, true, [](const Line& line) { return line.y; });
  x.from = left;
  x.to = width - right;
  y.from = height - bottom;
  y.to = top;
  std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " +
                     std::to_string(width) + " " + std::to_string(height) + "\" role=\"img\">\n" +
                     "<title>" + svg_text(plot.title) + "</title>\n" + style + grid(x, y);
  for (std::size_t i = 0; i < plot.lines.size(); ++i)
    text += curve(plot.lines[i], x, y, palette[i % std::size(palette)]);
  text += marks_text(plot.marks, x, y);
  text += text_at(plot.title, left, 40, "start", " class=\"title\"");
  text += text_at(plot.y_label, left, top - 18, "start");
  text += text_at(plot.x_label, (left + width - right) / 2.0, height - 30, "middle");
  if (plot.lines.size() > 1) text += legend(plot.lines);
  return text + "</svg>\n";
}

void write_svg(const std::filesystem::path& path, const LinePlot& plot) {
  write_file_atomically(path, svg_of(plot));
}

}  // namespace mlday

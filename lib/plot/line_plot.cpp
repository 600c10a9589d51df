#include "plot/line_plot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlday {
namespace {

constexpr int width = 1200, height = 720;
constexpr int left = 120, right = 40, top = 90, bottom = 90;
constexpr int font = cv::FONT_HERSHEY_DUPLEX;
const cv::Scalar black(40, 40, 40), grey(225, 225, 225), mark_color(130, 130, 130);
const cv::Scalar palette[] = {{180, 110, 30}, {50, 110, 230}, {90, 160, 40},
                              {160, 70, 150}, {60, 60, 200},  {150, 150, 50}};

/// One direction of the picture: values to pixels.
struct Axis {
  double low = 0, high = 1;
  bool logarithmic = false;
  int from = 0, to = 0;  ///< pixels

  bool shows(double value) const { return std::isfinite(value) && (!logarithmic || value > 0); }
  double scaled(double value) const { return logarithmic ? std::log10(value) : value; }
  int pixel(double value) const {
    const double share = (scaled(value) - scaled(low)) / (scaled(high) - scaled(low));
    return from + static_cast<int>(std::lround(share * (to - from)));
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

enum class Align { left, center, right };

void text_at(cv::Mat& picture, const std::string& text, cv::Point at, Align align,
             double scale = .6) {
  int baseline = 0;
  const auto size = cv::getTextSize(text, font, scale, 1, &baseline);
  if (align == Align::center) at.x -= size.width / 2;
  if (align == Align::right) at.x -= size.width;
  cv::putText(picture, text, at, font, scale, black, 1, cv::LINE_AA);
}

void draw_grid(cv::Mat& picture, const Axis& x, const Axis& y) {
  for (const double tick : ticks(x.low, x.high, x.logarithmic)) {
    const int at = x.pixel(tick);
    cv::line(picture, {at, y.from}, {at, y.to}, grey, 1);
    text_at(picture, rounded(tick, 3), {at, y.from + 26}, Align::center);
  }
  for (const double tick : ticks(y.low, y.high, y.logarithmic)) {
    const int at = y.pixel(tick);
    cv::line(picture, {x.from, at}, {x.to, at}, grey, 1);
    text_at(picture, rounded(tick, 3), {x.from - 12, at + 7}, Align::right);
  }
  cv::line(picture, {x.from, y.from}, {x.to, y.from}, black, 1);
  cv::line(picture, {x.from, y.from}, {x.from, y.to}, black, 1);
}

void draw_line(cv::Mat& picture, const Line& line, const Axis& x, const Axis& y,
               const cv::Scalar& color) {
  const auto count = std::min(line.x.size(), line.y.size());
  std::vector<cv::Point> run;
  const auto draw_run = [&] {
    if (run.size() == 1) cv::circle(picture, run.front(), 3, color, cv::FILLED, cv::LINE_AA);
    cv::polylines(picture, run, false, color, 2, cv::LINE_AA);
    run.clear();
  };
  for (std::size_t i = 0; i < count; ++i)
    if (x.shows(line.x[i]) && y.shows(line.y[i]))
      run.emplace_back(x.pixel(line.x[i]), y.pixel(line.y[i]));
    else
      draw_run();
  draw_run();
}

/// Dashed lines, and their words one below the other in front of them.
void draw_marks(cv::Mat& picture, const std::vector<PlotMark>& marks, const Axis& x,
                const Axis& y) {
  const auto in_sight = [&](const PlotMark& mark) {
    return x.shows(mark.x) && mark.x >= x.low && mark.x <= x.high;
  };
  constexpr int dash = 8;
  for (const auto& mark : marks)
    for (int from = y.to; in_sight(mark) && from < y.from; from += 2 * dash)
      cv::line(picture, {x.pixel(mark.x), from}, {x.pixel(mark.x), std::min(from + dash, y.from)},
               mark_color, 2);
  int row = y.to + 22;
  for (const auto& mark : marks) {
    if (!in_sight(mark)) continue;
    const auto size = cv::getTextSize(mark.text, font, .6, 1, nullptr);
    const int at = x.pixel(mark.x);
    const bool on_the_left = at > (x.from + x.to) / 2;
    const int begin = on_the_left ? at - 8 - size.width : at + 8;
    cv::rectangle(picture, {begin - 2, row - size.height - 3, size.width + 4, size.height + 9},
                  cv::Scalar::all(255), cv::FILLED);
    text_at(picture, mark.text, {begin, row}, Align::left);
    row += 26;
  }
}

void draw_legend(cv::Mat& picture, const std::vector<Line>& lines) {
  int at = width - right;
  for (std::size_t i = lines.size(); i-- > 0;) {
    text_at(picture, lines[i].name, {at, top - 18}, Align::right);
    at -= cv::getTextSize(lines[i].name, font, .6, 1, nullptr).width + 12;
    cv::line(picture, {at - 30, top - 24}, {at, top - 24}, palette[i % std::size(palette)], 3);
    at -= 60;
  }
}

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

std::string png_of(const LinePlot& plot) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar::all(255));
  auto x = axis_over(plot, plot.log_x, false, [](const Line& line) { return line.x; });
  auto y = axis_over(plot, plot.log_y, true, [](const Line& line) { return line.y; });
  x.from = left;
  x.to = width - right;
  y.from = height - bottom;
  y.to = top;
  draw_grid(picture, x, y);
  for (std::size_t i = 0; i < plot.lines.size(); ++i)
    draw_line(picture, plot.lines[i], x, y, palette[i % std::size(palette)]);
  draw_marks(picture, plot.marks, x, y);
  text_at(picture, plot.title, {left, 40}, Align::left, .8);
  text_at(picture, plot.y_label, {left, top - 18}, Align::left);
  text_at(picture, plot.x_label, {(left + width - right) / 2, height - 30}, Align::center);
  if (plot.lines.size() > 1) draw_legend(picture, plot.lines);
  std::vector<unsigned char> bytes;
  if (!cv::imencode(".png", picture, bytes)) throw Error("cannot draw `" + plot.title + "`");
  return {bytes.begin(), bytes.end()};
}

void write_png(const std::filesystem::path& path, const LinePlot& plot) {
  write_file_atomically(path, png_of(plot));
}

}  // namespace mlday

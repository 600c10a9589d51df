#include "report/terminal_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"

namespace mlday {
namespace {

/// A range of numbers on `size` dots. Logarithmic where `log` is true.
struct Scale {
  double low = 0, high = 1;
  int size = 1;
  bool log = false;

  double share(double value) const {
    return log ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  }
  int dot(double value) const {
    return std::clamp(static_cast<int>(std::lround(share(value) * (size - 1))), 0, size - 1);
  }
};

/// The picture: a character cell has dots (braille) or a letter.
class Canvas {
 public:
  Canvas(int columns, int rows, bool braille)
      : columns_(columns), rows_(rows), braille_(braille), cells_(columns * rows) {}

  int wide() const { return columns_ * (braille_ ? 2 : 1); }
  int high() const { return rows_ * (braille_ ? 4 : 1); }

  /// `y` counts from below. A letter takes the whole cell.
  void set(int x, int y, std::size_t curve, char letter) {
    const int row = high() - 1 - y;
    auto& cell = cells_[(row / (braille_ ? 4 : 1)) * columns_ + x / (braille_ ? 2 : 1)];
    // The bits of braille's dots, by their place in the cell (Unicode's block Braille Patterns).
    constexpr unsigned char bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    if (braille_) cell.dots |= bits[row % 4][x % 2];
    if (letter) cell.letter = letter;
    cell.curve = curve;
  }

  std::string row(int number, bool colours) const {
    std::string text, run;
    auto paint = Paint::plain;
    for (int column = 0; column < columns_; ++column) {
      const auto& cell = cells_[number * columns_ + column];
      const bool is_blank = !cell.dots && !cell.letter;
      const auto own = is_blank ? Paint::plain : cell.curve == 0 ? Paint::cyan : Paint::yellow;
      if (own != paint) {
        text += painted(run, paint, colours);
        run.clear();
        paint = own;
      }
      run += text_of(cell);
    }
    return text + painted(run, paint, colours);
  }

 private:
  struct Cell {
    unsigned char dots = 0;
    char letter = 0;
    std::size_t curve = 0;
  };

  static std::string text_of(const Cell& cell) {
    if (cell.letter) return std::string(1, cell.letter);
    if (!cell.dots) return " ";
    const unsigned code = 0x2800u + cell.dots;
    return {static_cast<char>(0xE2), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
            static_cast<char>(0x80 | (code & 0x3F))};
  }

  int columns_, rows_;
  bool braille_;
  std::vector<Cell> cells_;
};

/// What falls into one column of dots.
struct Column {
  double sum = 0, low = std::numeric_limits<double>::infinity(), high = -low;
  int count = 0;
};

std::vector<Column> columns_of(const ChartCurve& curve, const Scale& x) {
  std::vector<Column> columns(static_cast<std::size_t>(x.size));
  for (const auto& point : curve.points) {
    if (!std::isfinite(point.mean)) continue;
    auto& column = columns[static_cast<std::size_t>(x.dot(point.x))];
    column.sum += point.mean;
    ++column.count;
    column.low = std::fmin(column.low, point.low);
    column.high = std::fmax(column.high, point.high);
  }
  return columns;
}

void draw(Canvas& canvas, const ChartCurve& curve, std::size_t number, char letter, const Scale& x,
          const Scale& y) {
  int before = -1, height_before = 0;
  const auto columns = columns_of(curve, x);
  for (int at = 0; at < x.size; ++at) {
    const auto& column = columns[static_cast<std::size_t>(at)];
    if (column.count == 0) continue;
    const int height = y.dot(column.sum / column.count);
    // From the column before to this one, half of the way up in each of two neighbours. (A second
    // curve's letters would hide the first one's dots.)
    const int from = before < 0 || (letter && number > 0) ? at : before;
    const int start = before < 0 ? height : height_before;
    for (int step = from; step <= at; ++step) {
      const auto there = [&](double place) {
        const double share = at == from ? 1 : std::clamp((place - from) / (at - from), 0., 1.);
        return static_cast<int>(std::lround(start + (height - start) * share));
      };
      const auto [low, high] = std::minmax({there(step - .5), there(step + .5)});
      for (int dot = low; dot <= high; ++dot) canvas.set(step, dot, number, letter);
    }
    if (std::isfinite(column.low)) canvas.set(at, y.dot(column.low), number, letter);
    if (std::isfinite(column.high)) canvas.set(at, y.dot(column.high), number, letter);
    before = at;
    height_before = height;
  }
}

/// The range of everything finite; none where nothing is.
bool find_ranges(const std::vector<ChartCurve>& curves, Scale& x, Scale& y) {
  double low = std::numeric_limits<double>::infinity(), high = -low, last = 0, first = low;
  for (const auto& curve : curves)
    for (const auto& point : curve.points) {
      if (!std::isfinite(point.mean)) continue;
      low = std::fmin(std::fmin(low, point.mean), point.low);
      high = std::fmax(std::fmax(high, point.mean), point.high);
      last = std::fmax(last, point.x);
      first = std::fmin(first, point.x);
    }
  if (!(low <= high)) return false;
  constexpr double wide = 50;
  y.log = low > 0 && high > wide * low;
  if (low == high) {
    const double around = low == 0 ? 1 : std::abs(low) / 10;
    low -= around;
    high += around;
  }
  y.low = low;
  y.high = high;
  // From the run's beginning; a curve that begins late (resumed without its files) by itself.
  x.low = first > last / 2 && first < last ? first : 0;
  x.high = std::max(last, x.low + 1e-9);
  return true;
}

std::vector<double> ticks_of(const Scale& scale, int most) {
  if (!scale.log) return round_numbers(scale.low, scale.high, most);
  std::vector<double> powers, all;
  const int first = static_cast<int>(std::floor(std::log10(scale.low)));
  const int last = static_cast<int>(std::ceil(std::log10(scale.high)));
  const int step = std::max(1, (last - first) / most);
  for (int power = first; power <= last; ++power)
    for (const double factor : {1., 2., 5.}) {
      const double tick = factor * std::pow(10, power);
      if (tick < scale.low || tick > scale.high) continue;
      all.push_back(tick);
      if (factor == 1 && (power - first) % step == 0) powers.push_back(tick);
    }
  return static_cast<int>(all.size()) <= most + 1 ? all : powers;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

/// The axis below: a line with ticks and marks, and the numbers.
std::vector<std::string> x_axis(const Scale& x, const std::vector<double>& marks, int columns,
                                bool plain) {
  constexpr int columns_per_number = 7;
  const auto cell = [&](double value) {
    return static_cast<std::size_t>(
        std::clamp(std::lround(x.share(value) * (columns - 1)), 0L, columns - 1L));
  };
  std::vector<std::string> line(static_cast<std::size_t>(columns), plain ? "-" : "─");
  std::string numbers;
  for (const double tick :
       round_numbers(x.low, x.high, std::max(columns / columns_per_number, 1))) {
    const auto text = rounded(tick, 7);
    const auto at = cell(tick);
    const auto begin = at < text.size() / 2 ? 0 : at - text.size() / 2;
    if ((!numbers.empty() && begin <= numbers.size()) ||
        begin + text.size() > static_cast<std::size_t>(columns))
      continue;
    line[at] = plain ? "+" : "┬";
    numbers.append(begin - numbers.size(), ' ');
    numbers += text;
  }
  for (const double mark : marks)
    if (mark >= x.low && mark <= x.high) line[cell(mark)] = "^";
  return {join(line, ""), numbers};
}

std::string heading(const std::string& title, const std::vector<ChartCurve>& curves, bool is_log,
                    const ChartLook& look) {
  std::string text = painted(title, Paint::bold, look.colours);
  std::size_t width = display_width(title);
  const auto add = [&](const std::string& more, Paint paint) {
    if (width + display_width(more) > static_cast<std::size_t>(look.columns)) return;
    width += display_width(more);
    text += painted(more, paint, look.colours);
  };
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const bool by_letter = !look.braille || (!look.colours && i > 0);
    const std::string sign = by_letter ? (i > 0 ? "o" : "*") : "⠒";
    add("  " + sign + " " + curves[i].name, i > 0 ? Paint::yellow : Paint::cyan);
  }
  if (is_log) add("  (logarithmic)", Paint::plain);
  return text;
}

}  // namespace

std::vector<double> round_numbers(double low, double high, int most) {
  std::vector<double> numbers;
  if (!(low < high) || !std::isfinite(high - low) || most < 1) return numbers;
  double step = std::pow(10, std::floor(std::log10((high - low) / most)));
  for (const double factor : {2., 2.5, 2., 2.5}) {  // 1, 2, 5, 10, ...
    if ((high - low) / step < most) break;
    step *= factor;
  }
  const double slack = 1e-9;
  for (double i = std::ceil(low / step - slack); i * step <= high + slack * step; ++i)
    numbers.push_back(i == 0 ? 0 : i * step);
  return numbers;
}

std::vector<std::string> terminal_chart(const std::string& title,
                                        const std::vector<ChartCurve>& curves,
                                        const std::vector<double>& marks, const ChartLook& look) {
  constexpr int lines_around = 3, fewest_rows = 2, fewest_columns = 10;
  const int rows = look.rows - lines_around;
  Scale x, y;
  if (rows < fewest_rows || !find_ranges(curves, x, y)) return {};
  x.high = std::max(x.high, look.last_x);
  std::vector<std::pair<double, std::string>> numbers;
  std::size_t margin = 0;
  for (const double tick : ticks_of(y, (rows + 3) / 2)) {
    numbers.emplace_back(tick, rounded(tick, 5));
    margin = std::max(margin, numbers.back().second.size());
  }
  const int columns = look.columns - static_cast<int>(margin) - 2;
  if (columns < fewest_columns) return {};
  Canvas canvas(columns, rows, look.braille);
  x.size = canvas.wide();
  y.size = canvas.high();
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const bool by_letter = !look.braille || (!look.colours && i > 0);
    draw(canvas, curves[i], i, by_letter ? (i > 0 ? 'o' : '*') : '\0', x, y);
  }
  std::vector<std::string> labels(static_cast<std::size_t>(rows));
  for (const auto& [tick, text] : numbers)
    labels[static_cast<std::size_t>(rows - 1 - y.dot(tick) * rows / y.size)] = text;
  std::vector<std::string> lines{heading(title, curves, y.log, look)};
  for (int row = 0; row < rows; ++row) {
    const auto& label = labels[static_cast<std::size_t>(row)];
    const char* edge = look.braille ? (label.empty() ? " │" : " ┤") : (label.empty() ? " |" : " +");
    lines.push_back(right_aligned(label, margin) + edge + canvas.row(row, look.colours));
  }
  const std::string blanks(margin + 1, ' ');
  const auto axis = x_axis(x, marks, columns, !look.braille);
  lines.push_back(blanks + (look.braille ? "└" : "+") + axis[0]);
  lines.push_back(blanks + " " + axis[1]);
  return lines;
}

}  // namespace mlday

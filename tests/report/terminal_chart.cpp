#include "report/terminal_chart.h"

#include <cmath>
#include <limits>

#include "core/text.h"

#include "catch.h"

using namespace mlday;

namespace {

ChartCurve line_to(double x, double y) {
  ChartCurve curve{.name = "loss", .points = {}};
  for (int i = 0; i <= 10; ++i)
    curve.points.push_back({x * i / 10, y * i / 10, y * i / 10, y * i / 10});
  return curve;
}

std::string chart(const std::vector<ChartCurve>& curves, const ChartLook& look,
                  const std::vector<double>& marks = {}) {
  return join(terminal_chart("loss", curves, marks, look), "\n");
}

}  // namespace

TEST_CASE("round numbers are 1, 2 or 5 times a power of ten, or their multiples") {
  CHECK(round_numbers(0, 10, 5) == std::vector<double>{0, 5, 10});
  CHECK(round_numbers(0, 10, 6) == std::vector<double>{0, 2, 4, 6, 8, 10});
  CHECK(round_numbers(0, 9.5, 5) == std::vector<double>{0, 2, 4, 6, 8});
  CHECK(round_numbers(-1, 1, 5) == std::vector<double>{-1, -.5, 0, .5, 1});
  CHECK(round_numbers(1, 1, 5).empty());
  CHECK(round_numbers(0, std::numeric_limits<double>::infinity(), 5).empty());
  for (const double high : {1e-300, 3e-7, .7, 13., 1e9, 1e300})
    for (const int most : {1, 2, 5, 9}) {
      const auto numbers = round_numbers(0, high, most);
      CAPTURE(high, most);
      CHECK(!numbers.empty());
      CHECK(static_cast<int>(numbers.size()) <= most);
    }
}

TEST_CASE("a straight line is drawn from corner to corner, with round numbers beside it") {
  CHECK(chart({line_to(10, 100)}, {.columns = 27, .rows = 8, .braille = false}) ==
        "loss  * loss\n"
        "100 +                  ****\n"
        "    |              *****   \n"
        " 50 +       ********       \n"
        "    |   *****              \n"
        "  0 +****                  \n"
        "    ++----------+---------+\n"
        "     0          5        10");
}

TEST_CASE("in braille a character has two by four dots") {
  const auto text = chart({line_to(10, 100)}, {.columns = 15, .rows = 6});
  CHECK_THAT(text, ContainsSubstring("⠒ loss\n"));
  CHECK_THAT(text, ContainsSubstring("┤"));
  CHECK_THAT(text, ContainsSubstring("└┬"));
  CHECK_THAT(text, !ContainsSubstring("*"));
}

TEST_CASE("a second curve is told apart by its colour, or by letters where there is none") {
  auto second = line_to(10, 50);
  second.name = "val_loss";
  const auto plain = chart({line_to(10, 100), second}, {.columns = 60, .rows = 9});
  CHECK_THAT(plain, ContainsSubstring("o val_loss"));
  const auto coloured =
      chart({line_to(10, 100), second}, {.columns = 60, .rows = 9, .colours = true});
  CHECK_THAT(coloured, ContainsSubstring("\033[33m  ⠒ val_loss\033[m"));
  CHECK_THAT(coloured, !ContainsSubstring("o\n"));
}

TEST_CASE("positive numbers of several powers of ten stand on a logarithmic axis") {
  ChartCurve curve{.name = "loss", .points = {}};
  for (int i = 0; i <= 4; ++i) {
    const double y = std::pow(10, -i);
    curve.points.push_back({static_cast<double>(i), y, y, y});
  }
  const auto text = chart({curve}, {.columns = 40, .rows = 12, .braille = false});
  CHECK_THAT(text, ContainsSubstring("(logarithmic)"));
  CHECK_THAT(text, ContainsSubstring("0.01 +"));
  curve.points.push_back({5, 0, 0, 0});
  CHECK_THAT(chart({curve}, {.columns = 40, .rows = 12}), !ContainsSubstring("(logarithmic)"));
}

TEST_CASE("extremes within a span are dots of their own") {
  ChartCurve curve = line_to(10, 1);
  curve.points[5].high = 4;
  const auto text = chart({curve}, {.columns = 30, .rows = 8, .braille = false});
  CHECK_THAT(split(text, '\n')[1], ContainsSubstring("*"));
}

TEST_CASE("what is no number leaves a gap, and a curve of nothing else is not drawn") {
  const double nan = std::nan("");
  ChartCurve curve{.name = "loss", .points = {{1, nan, nan, nan}}};
  CHECK(terminal_chart("loss", {curve}, {}, {}).empty());
  CHECK(terminal_chart("loss", {}, {}, {}).empty());
  curve.points.push_back({2, 1, 1, 1});
  CHECK(terminal_chart("loss", {curve}, {}, {}).size() == 12);
  curve.points.push_back({3, std::numeric_limits<double>::infinity(), 1, 1});
  CHECK(terminal_chart("loss", {curve}, {}, {}).size() == 12);
}

TEST_CASE("marks stand on the x axis") {
  const auto lines = terminal_chart("loss", {line_to(10, 1)}, {5, 99},
                                    {.columns = 30, .rows = 8, .braille = false});
  const auto& axis = lines[lines.size() - 2];
  CHECK(std::count(axis.begin(), axis.end(), '^') == 1);
}

TEST_CASE("a chart has the size that it is given, or is not drawn") {
  auto second = line_to(1e6, -1e-9);
  second.name = "a name that is longer than the chart is wide";
  for (int columns = 0; columns < 100; columns += 7)
    for (int rows = 0; rows < 20; ++rows)
      for (const bool braille : {false, true}) {
        CAPTURE(columns, rows, braille);
        const auto lines = terminal_chart("loss", {line_to(1e6, 12345.678), second}, {3},
                                          {.columns = columns, .rows = rows, .braille = braille});
        CHECK((lines.empty() || static_cast<int>(lines.size()) == rows));
        for (const auto& line : lines)
          CHECK(display_width(line) <= static_cast<std::size_t>(columns));
      }
}

#include "plot/line_plot.h"

#include <cmath>

#include "catch.h"

using namespace mlday;

namespace {

using Values = std::vector<double>;

void check_ticks(double low, double high, bool logarithmic, const Values& expected) {
  const auto values = ticks(low, high, logarithmic);
  CAPTURE(low, high);
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(values[i] == Approx(expected[i]).margin(1e-12));
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Points of the curves that are drawn.
std::size_t drawn_points(const LinePlot& plot) {
  const auto svg = svg_of(plot);
  std::size_t points = 0;
  for (auto at = svg.find(" d=\""); at != std::string::npos; at = svg.find(" d=\"", at + 1)) {
    const auto path = svg.substr(at + 4, svg.find('"', at + 4) - at - 4);
    CHECK(path.find("nan") == std::string::npos);
    points += times(path, "M") + times(path, "L");
  }
  return points;
}

}  // namespace

TEST_CASE("ticks are round numbers within the axis") {
  check_ticks(0, 10, false, {0, 2, 4, 6, 8, 10});
  check_ticks(0, .0031, false, {0, .001, .002, .003});
  check_ticks(-1, 1, false, {-1, -.5, 0, .5, 1});
  check_ticks(3, 17, false, {5, 10, 15});
  // Two numbers next to each other: no step between them is one.
  CHECK(ticks(1e9, std::nextafter(1e9, 2e9), false).size() < 30);
  CHECK(ticks(.6931471805599453, .6931471805599454, false).size() < 30);
  CHECK_FALSE(std::signbit(ticks(0, 10, false).front()));
}

TEST_CASE("logarithmic ticks are powers of ten, and 2 and 5 times them where those are few") {
  check_ticks(1e-7, 10, true, {1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10});
  check_ticks(.9, 12, true, {1, 2, 5, 10});
}

TEST_CASE("what is not finite breaks a line") {
  LinePlot plot{.title = "t", .x_label = "x", .y_label = "y", .lines = {{"l", {}, {}}}};
  for (int i = 0; i < 100; ++i) {
    plot.lines[0].x.push_back(i);
    plot.lines[0].y.push_back(i % 10);
  }
  CHECK(drawn_points(plot) == 100);
  for (std::size_t i = 50; i < 60; ++i) plot.lines[0].y[i] = NAN;
  CHECK(drawn_points(plot) == 90);
  const auto svg = svg_of(plot);
  const auto path = svg.substr(svg.find(" d=\""));
  CHECK(times(path.substr(0, path.find("/>")), "M") == 2);
}

TEST_CASE("what has no range or no points at all can be drawn all the same") {
  for (const bool logarithmic : {false, true}) {
    LinePlot plot{.log_x = logarithmic, .log_y = logarithmic, .lines = {{"l", {1, 2}, {3, 3}}}};
    plot.marks = {{1.5, "here"}, {99, "outside"}};
    CHECK(drawn_points(plot) == 2);
    CHECK(svg_of(plot).find(">here<") != std::string::npos);
    CHECK(svg_of(plot).find("outside") == std::string::npos);
    plot.lines = {{"l", {1}, {1}}};
    CHECK(svg_of(plot).find("<circle") != std::string::npos);
    plot.lines = {{"l", {}, {}}};
    CHECK(drawn_points(plot) == 0);
    plot.lines = {{"l", {1, 2}, {-1, NAN}}};
    CHECK(drawn_points(plot) == (logarithmic ? 0 : 1));
  }
}

TEST_CASE("names cannot become markup") {
  const auto svg = svg_of({.title = "<script>alert(1)</script> & more"});
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("&lt;script>alert(1)&lt;/script> &amp; more") != std::string::npos);
}

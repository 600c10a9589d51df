#include "plot/line_plot.h"

#include <opencv2/imgcodecs.hpp>

#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

using Values = std::vector<double>;

void check_ticks(double low, double high, bool logarithmic, const Values& expected) {
  const auto values = ticks(low, high, logarithmic);
  CAPTURE(low, high);
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    CHECK(values[i] == Approx(expected[i]).margin(1e-12));
}

/// How many pixels have the color of the first line.
int blue_pixels(const LinePlot& plot) {
  const TemporaryFolder folder;
  write_png(folder / "plot.png", plot);
  const cv::Mat picture = cv::imread((folder / "plot.png").string());
  REQUIRE(picture.cols > 600);
  int count = 0;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      const auto& pixel = picture.at<cv::Vec3b>(y, x);
      count += pixel[0] > pixel[2] + 80 ? 1 : 0;
    }
  return count;
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

TEST_CASE("a line is drawn, the longer the more of it is finite") {
  LinePlot plot{.title = "t", .x_label = "x", .y_label = "y", .lines = {{"l", {}, {}}}};
  for (int i = 0; i < 100; ++i) {
    plot.lines[0].x.push_back(i);
    plot.lines[0].y.push_back(i % 10);
  }
  const int whole = blue_pixels(plot);
  CHECK(whole > 1000);
  for (std::size_t i = 50; i < 100; ++i) plot.lines[0].y[i] = NAN;
  const int half = blue_pixels(plot);
  CHECK(half > whole / 4);
  CHECK(half < whole * 3 / 4);
}

TEST_CASE("what has no range or no points at all can be drawn all the same") {
  for (const bool logarithmic : {false, true}) {
    LinePlot plot{.log_x = logarithmic, .log_y = logarithmic, .lines = {{"l", {1, 2}, {3, 3}}}};
    plot.marks = {{1.5, "here"}, {99, "outside"}};
    CHECK(blue_pixels(plot) > 100);
    plot.lines = {{"l", {1}, {1}}};
    CHECK(blue_pixels(plot) > 5);
    plot.lines = {{"l", {}, {}}};
    CHECK(blue_pixels(plot) == 0);
    plot.lines = {{"l", {1, 2}, {-1, NAN}}};
    CHECK_NOTHROW(blue_pixels(plot));
  }
}

// A board is a list of marks made with a round pen, so that the table of the signs is plain data.
// Coordinates run from -1 to 1 over the board, x to the right and y down.
#include "signs/sign_boards.h"

#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

namespace mlday {
namespace {

using Ink = cv::Scalar;
using Point = cv::Point2d;
using Points = std::vector<Point>;

const Ink white{238, 238, 234, 255}, black{24, 24, 26, 255}, grey{105, 105, 107, 255},
    red{196, 22, 34, 255}, blue{18, 82, 172, 255}, yellow{252, 196, 16, 255},
    amber{240, 170, 0, 255}, green{0, 140, 70, 255};

/// A path drawn with a round pen of `width`. One point makes a disc; a filled path is closed.
struct Mark {
  Ink ink;
  double width;
  Points path;
  bool filled = false;
};
using Marks = std::vector<Mark>;

struct Sign {
  Marks board;
  std::string text;
  Ink text_ink;
  Marks pictogram;
  bool mirrored = false;
};

// ---- Building blocks

Mark disc(const Ink& ink, double radius, Point centre = {0, 0}) {
  return {ink, 2 * radius, {centre}};
}

Mark area(const Ink& ink, Points corners, double rounding = 0) {
  return {ink, 2 * rounding, std::move(corners), true};
}

Marks join(std::vector<Marks> parts) {
  Marks all;
  for (const Marks& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Marks moved(Marks marks, Point to, double scale) {
  for (Mark& mark : marks) {
    mark.width *= scale;
    for (Point& p : mark.path) p = p * scale + to;
  }
  return marks;
}

Point at(Point centre, double radius, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  return centre + radius * Point(std::cos(angle), std::sin(angle));
}

Points arc(Point centre, double radius, double from_degrees, double to_degrees) {
  constexpr int steps = 24;
  Points points;
  for (int i = 0; i <= steps; ++i)
    points.push_back(at(centre, radius, from_degrees + (to_degrees - from_degrees) * i / steps));
  return points;
}

/// A stroke along `path` and a head of `head` length whose middle lies on the path's end.
Marks arrow(const Ink& ink, double width, double head, const Points& path) {
  const Point end = path.back(), step = end - path[path.size() - 2];
  const Point along = step * (head / 2 / std::hypot(step.x, step.y)), across(-along.y, along.x);
  return {{ink, width, path},
          area(ink, {end + along, end - along + across * 1.15, end - along - across * 1.15}, 0.02)};
}

Points polygon(int corners, double radius, double first_degrees) {
  Points points;
  for (int i = 0; i < corners; ++i)
    points.push_back(at({0, 0}, radius, first_degrees + 360.0 * i / corners));
  return points;
}

// ---- Boards

const Marks& prohibition() {
  static const Marks marks = {disc(white, 1), disc(red, 0.97), disc(white, 0.73)};
  return marks;
}

const Marks& mandatory() {
  static const Marks marks = {disc(white, 1), disc(blue, 0.95)};
  return marks;
}

const Marks& ending() {
  static const Marks marks = {disc(grey, 1), disc(white, 0.95)};
  return marks;
}

/// A red triangle with a white inside; `up` is 1 for a warning and -1 for yield.
Marks triangle(double up) {
  const auto corners = [up](double scale) {
    // The middle of the inscribed circle, so that scaling leaves a border of even width.
    const double middle = 0.289;
    return Points{{0, up * (middle - 1.155 * scale)},
                  {scale, up * (middle + 0.577 * scale)},
                  {-scale, up * (middle + 0.577 * scale)}};
  };
  return {area(white, corners(0.92), 0.08), area(red, corners(0.92), 0.055),
          area(white, corners(0.74), 0.02)};
}

const Marks& warning() {
  static const Marks marks = triangle(1);
  return marks;
}

// ---- Pictograms

Marks slashes() {
  Marks marks;
  for (double offset : {-0.24, -0.08, 0.08, 0.24})
    marks.push_back(
        {black, 0.07, {{-0.58 + offset, 0.58 + offset}, {0.58 + offset, -0.58 + offset}}});
  return marks;
}

Marks car(const Ink& ink) {
  return {area(ink, {{-0.75, -0.05}, {-0.5, -0.55}, {0.5, -0.55}, {0.75, -0.05}}, 0.05),
          area(ink, {{-0.95, 0}, {0.95, 0}, {0.95, 0.4}, {-0.95, 0.4}}, 0.05),
          area(ink, {{-0.9, 0.4}, {-0.5, 0.4}, {-0.5, 0.7}, {-0.9, 0.7}}),
          area(ink, {{0.9, 0.4}, {0.5, 0.4}, {0.5, 0.7}, {0.9, 0.7}}),
          area(white, {{-0.5, -0.1}, {-0.36, -0.4}, {0.36, -0.4}, {0.5, -0.1}})};
}

Marks lorry_from_behind(const Ink& ink) {
  return {area(ink, {{-0.9, -1.1}, {0.9, -1.1}, {0.9, 0.4}, {-0.9, 0.4}}, 0.05),
          area(ink, {{-0.9, 0.4}, {-0.45, 0.4}, {-0.45, 0.75}, {-0.9, 0.75}}),
          area(ink, {{0.9, 0.4}, {0.45, 0.4}, {0.45, 0.75}, {0.9, 0.75}}),
          {white, 0.12, {{-0.7, 0.12}, {0.7, 0.12}}}};
}

Marks lorry() {
  return {area(black, {{-0.15, -0.32}, {0.56, -0.32}, {0.56, 0.16}, {-0.15, 0.16}}),
          area(black, {{-0.56, 0.16}, {-0.56, -0.02}, {-0.42, -0.2}, {-0.2, -0.2}, {-0.2, 0.16}}),
          area(white, {{-0.46, -0.01}, {-0.38, -0.12}, {-0.29, -0.12}, {-0.29, -0.01}}),
          disc(white, 0.16, {-0.36, 0.2}),
          disc(white, 0.16, {0.32, 0.2}),
          disc(black, 0.12, {-0.36, 0.2}),
          disc(black, 0.12, {0.32, 0.2})};
}

Marks walker() {
  return {disc(black, 0.095, {0.0, -0.2}),
          {black, 0.17, {{0.01, 0.0}, {0.02, 0.22}}},
          {black, 0.11, {{0.0, 0.24}, {-0.1, 0.42}, {-0.2, 0.62}}},
          {black, 0.11, {{0.03, 0.24}, {0.13, 0.42}, {0.24, 0.6}}},
          {black, 0.07, {{-0.03, -0.03}, {-0.18, 0.1}, {-0.22, 0.2}}},
          {black, 0.07, {{0.05, -0.03}, {0.18, 0.1}, {0.24, 0.18}}}};
}

Marks digger() {
  return {disc(black, 0.09, {-0.04, -0.18}),
          {black, 0.17, {{-0.1, 0.0}, {-0.18, 0.22}}},
          {black, 0.1, {{-0.18, 0.26}, {-0.1, 0.42}, {-0.16, 0.62}}},
          {black, 0.1, {{-0.2, 0.26}, {-0.32, 0.42}, {-0.42, 0.62}}},
          {black, 0.07, {{-0.06, 0.02}, {0.1, 0.16}, {0.02, 0.22}}},
          {black, 0.045, {{-0.12, 0.14}, {0.3, 0.42}}},
          area(black, {{0.06, 0.64}, {0.3, 0.36}, {0.42, 0.46}, {0.56, 0.64}}, 0.02)};
}

Marks bicycle() {
  const Point back(-0.27, 0.42), front(0.27, 0.42);
  return {{black, 0.055, arc(back, 0.19, 0, 360)},
          {black, 0.055, arc(front, 0.19, 0, 360)},
          {black, 0.055, {back, {-0.12, 0.12}, {0.17, 0.12}, {-0.02, 0.42}, back}},
          {black, 0.055, {{-0.02, 0.42}, {-0.15, 0.02}}},
          {black, 0.055, {front, {0.14, -0.02}, {0.04, -0.04}}},
          {black, 0.075, {{-0.22, 0.02}, {-0.08, 0.02}}}};
}

Marks deer() {
  return {{black, 0.2, {{0.2, 0.22}, {-0.1, 0.13}}},
          area(black, {{-0.2, 0.2}, {-0.24, -0.12}, {-0.12, -0.14}, {0.0, 0.1}}, 0.02),
          {black, 0.09, {{-0.19, -0.1}, {-0.3, 0.0}}},
          {black, 0.04, {{-0.16, -0.12}, {-0.1, -0.24}, {-0.02, -0.32}}},
          {black, 0.04, {{-0.12, -0.2}, {-0.14, -0.32}}},
          {black, 0.06, {{-0.16, 0.18}, {-0.38, 0.26}, {-0.36, 0.42}}},
          {black, 0.06, {{-0.1, 0.2}, {-0.26, 0.38}, {-0.2, 0.52}}},
          {black, 0.075, {{0.24, 0.22}, {0.32, 0.4}, {0.46, 0.48}, {0.5, 0.62}}},
          {black, 0.075, {{0.2, 0.26}, {0.2, 0.44}, {0.34, 0.54}, {0.36, 0.64}}}};
}

Marks snowflake() {
  const Point centre(0, 0.26);
  Marks marks;
  for (int i = 0; i < 6; ++i) {
    const double angle = 60.0 * i + 30;
    const Point tip = at(centre, 0.37, angle), fork = at(centre, 0.22, angle);
    marks.push_back({black, 0.055, {centre, tip}});
    marks.push_back({black, 0.045, {at(fork, 0.13, angle + 50), fork, at(fork, 0.13, angle - 50)}});
  }
  return marks;
}

Marks bumps() {
  Points outline = {{-0.52, 0.62}};
  for (double x : {-0.22, 0.22})
    for (const Point& p : arc({x, 0.46}, 0.2, 180, 360)) outline.push_back(p);
  outline.push_back({0.52, 0.62});
  return {area(black, outline, 0.01)};
}

Marks skid() {
  Marks marks = moved(car(black), {0, 0.02}, 0.27);
  for (double x : {-0.16, 0.2})
    marks.push_back(
        {black, 0.065, {{x, 0.26}, {x - 0.1, 0.36}, {x + 0.06, 0.46}, {x - 0.14, 0.64}}});
  return marks;
}

Marks circling_arrows() {
  Marks marks;
  for (int i = 0; i < 3; ++i) {
    const double start = 120.0 * i + 75;
    const Marks one = arrow(white, 0.17, 0.36, arc({0, 0}, 0.54, start, start - 68));
    marks.insert(marks.end(), one.begin(), one.end());
  }
  return marks;
}

Marks turn_ahead() {
  Points path = {{-0.22, 0.62}};
  for (const Point& p : arc({0.08, 0.1}, 0.3, 180, 270)) path.push_back(p);
  path.push_back({0.36, -0.2});
  return arrow(white, 0.22, 0.48, path);
}

Marks ahead_or_turn() {
  Points branch = {{-0.2, 0.5}};
  for (const Point& p : arc({0.05, 0.3}, 0.25, 180, 270)) branch.push_back(p);
  branch.push_back({0.38, 0.05});
  return join(
      {arrow(white, 0.19, 0.42, {{-0.2, 0.66}, {-0.2, -0.42}}), arrow(white, 0.19, 0.42, branch)});
}

Marks bend() {
  Points path = {{0.12, 0.62}, {0.12, 0.36}};
  for (const Point& p : arc({-0.12, 0.36}, 0.24, 0, -60)) path.push_back(p);
  path.push_back({-0.1, 0.09});
  return arrow(black, 0.13, 0.3, path);
}

std::array<Sign, sign_count> make_signs() {
  const auto limit = [](const char* number) { return Sign{prohibition(), number, black, {}}; };
  const auto warn = [](Marks pictogram, bool mirrored = false) {
    return Sign{warning(), "", black, moved(std::move(pictogram), {0, -0.02}, 1.08), mirrored};
  };
  const auto order = [](Marks pictogram, bool mirrored = false) {
    return Sign{mandatory(), "", white, std::move(pictogram), mirrored};
  };
  const auto forbid = [](Marks pictogram) {
    return Sign{prohibition(), "", black, std::move(pictogram)};
  };
  const auto end = [](const char* number, Marks pictogram) {
    return Sign{ending(), number, grey, join({std::move(pictogram), slashes()})};
  };
  const Point left(-0.33, 0.03), right(0.33, 0.03);
  const double beside = 0.33;

  return {
      limit("20"),
      limit("30"),
      limit("50"),
      limit("60"),
      limit("70"),
      limit("80"),
      end("80", {}),
      limit("100"),
      limit("120"),
      forbid(join({moved(car(red), left, beside), moved(car(black), right, beside)})),
      forbid(join({moved(lorry_from_behind(red), left, beside), moved(car(black), right, beside)})),
      warn(join({arrow(black, 0.15, 0.32, {{0, 0.6}, {0, -0.12}}),
                 {{black, 0.1, {{-0.3, 0.3}, {0.3, 0.3}}}}})),
      Sign{{area(black, polygon(4, 0.93, 0), 0.07), area(white, polygon(4, 0.93, 0), 0.04),
            area(yellow, polygon(4, 0.62, 0), 0.04)},
           "",
           black,
           {}},
      Sign{triangle(-1), "", black, {}},
      Sign{{area(white, polygon(8, 1.05, 22.5), 0.03), area(red, polygon(8, 0.99, 22.5), 0.02)},
           "STOP",
           white,
           {}},
      forbid({}),
      forbid(lorry()),
      Sign{{disc(white, 1), disc(red, 0.96)},
           "",
           white,
           {area(white, {{-0.68, -0.17}, {0.68, -0.17}, {0.68, 0.17}, {-0.68, 0.17}})}},
      warn({area(black, {{-0.09, -0.24}, {0.09, -0.24}, {0.05, 0.28}, {-0.05, 0.28}}, 0.02),
            disc(black, 0.1, {0, 0.5})}),
      warn(bend()),
      warn(bend(), true),
      warn(arrow(black, 0.12, 0.28,
                 {{0.13, 0.64}, {0.13, 0.46}, {-0.13, 0.26}, {-0.13, 0.12}, {0.04, -0.12}})),
      warn(bumps()),
      warn(skid()),
      warn({{black, 0.12, {{-0.17, 0.62}, {-0.17, -0.08}}},
            {black, 0.12, {{0.3, 0.62}, {0.3, 0.44}, {0.1, 0.24}, {0.1, -0.08}}}}),
      warn(digger()),
      warn({area(black, {{-0.09, -0.14}, {0.09, -0.14}, {0.09, 0.56}, {-0.09, 0.56}}, 0.06),
            disc(red, 0.105, {0, -0.09}), disc(amber, 0.105, {0, 0.21}),
            disc(green, 0.105, {0, 0.51})}),
      warn(walker()),
      warn(join({moved(walker(), {-0.18, 0.18}, 0.72), moved(walker(), {0.2, 0.27}, 0.58)})),
      warn(bicycle()),
      warn(snowflake()),
      warn(deer()),
      end("", {}),
      order(turn_ahead()),
      order(turn_ahead(), true),
      order(arrow(white, 0.24, 0.54, {{0, 0.66}, {0, -0.38}})),
      order(ahead_or_turn()),
      order(ahead_or_turn(), true),
      order(arrow(white, 0.24, 0.56, {{-0.44, -0.44}, {0.3, 0.3}})),
      order(arrow(white, 0.24, 0.56, {{-0.44, -0.44}, {0.3, 0.3}}), true),
      order(circling_arrows()),
      end("", join({moved(car(grey), left, beside), moved(car(grey), right, beside)})),
      end("",
          join({moved(lorry_from_behind(grey), left, beside), moved(car(grey), right, beside)})),
  };
}

// ---- Drawing

constexpr int canvas_side = 512;
constexpr double half_side = canvas_side / 2.0;

void draw(const Mark& mark, cv::Mat& canvas) {
  constexpr int fraction_bits = 4;
  std::vector<cv::Point> path;
  for (const Point& p : mark.path) {
    const Point scaled = (p + Point(1, 1)) * (half_side * (1 << fraction_bits));
    path.emplace_back(cvRound(scaled.x), cvRound(scaled.y));
  }
  const double radius = mark.width / 2 * half_side;
  if (path.size() == 1) {
    cv::circle(canvas, path[0], cvRound(radius * (1 << fraction_bits)), mark.ink, cv::FILLED,
               cv::LINE_8, fraction_bits);
    return;
  }
  if (mark.filled) cv::fillPoly(canvas, path, mark.ink, cv::LINE_8, fraction_bits);
  if (radius >= 0.5)
    cv::polylines(canvas, path, mark.filled, mark.ink, cvRound(2 * radius), cv::LINE_8,
                  fraction_bits);
}

/// Stretches the letters to the space a board has: OpenCV's own are too wide for it.
void draw_text(const std::string& text, const Ink& ink, cv::Mat& canvas) {
  cv::Mat letters(300, 1200, CV_8U, cv::Scalar(0));
  cv::putText(letters, text, {100, 220}, cv::FONT_HERSHEY_SIMPLEX, 6, 255, 25, cv::LINE_8);
  const double width = text.size() == 2 ? 1.1 : text.size() == 3 ? 1.2 : 1.5;
  const double height = text.size() == 4 ? 0.62 : 0.85;
  cv::Rect box(0, 0, cvRound(width * half_side), cvRound(height * half_side));
  box.x = (canvas_side - box.width) / 2;
  box.y = (canvas_side - box.height) / 2;
  cv::Mat stretched;
  cv::resize(letters(cv::boundingRect(letters)), stretched, box.size(), 0, 0, cv::INTER_AREA);
  canvas(box).setTo(ink, stretched > 127);
}

}  // namespace

cv::Mat draw_sign_board(int label, int side) {
  static const std::array<Sign, sign_count> signs = make_signs();
  const Sign& sign = signs.at(static_cast<std::size_t>(label));
  cv::Mat canvas(canvas_side, canvas_side, CV_8UC4, cv::Scalar::all(0));
  for (const Mark& mark : sign.board) draw(mark, canvas);
  if (!sign.text.empty()) draw_text(sign.text, sign.text_ink, canvas);
  for (const Mark& mark : sign.pictogram) draw(mark, canvas);
  if (sign.mirrored) cv::flip(canvas, canvas, 1);
  cv::Mat board;
  cv::resize(canvas, board, {side, side}, 0, 0, cv::INTER_AREA);
  return board;
}

}  // namespace mlday

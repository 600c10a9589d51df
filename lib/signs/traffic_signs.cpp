// A photo is made as a camera would: a scene, a board standing in it, light on both, then the lens
// and the sensor. The place is the same for a whole track, the view is that of one photo.
#include "signs/traffic_signs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/rng.h"
#include "signs/sign_boards.h"

namespace mlday {
namespace {

using Colour = cv::Vec3f;

constexpr int photos_per_track = 30;
/// Scenes are drawn larger than the photo, so that edges come out smooth.
constexpr int supersampling = 2;

/// What changes slowly from the first photo of a track to the last.
struct Approach {
  double board_size = 0;                // part of the picture's side that the board takes
  double shift_x = 0, shift_y = 0;      // in parts of the picture's side
  double yaw = 0, pitch = 0, roll = 0;  // degrees
  double defocus = 0, motion = 0;       // standard deviations of the blur in parts of that side
  double exposure = 1;
};

/// What stays the same at one physical sign.
struct Place {
  Approach far, near;
  double board_light = 1;
  Colour tint;
  double haze = 0;    // part of the light that comes from the air between
  double fading = 0;  // part of the board's colour lost to the sun
  double dirt = 0;    // part of the light that each spot of dirt takes at its middle
  std::uint64_t dirt_seed = 0;
  double noise = 0;
};

/// What one photo sees. Scenery and shadow belong to it and not to the place, unlike in a real
/// track: if they stayed, a model trained on a few tracks would learn to tell places and not signs.
struct View : Approach {
  double motion_direction = 0;
  double noise = 0;
  std::uint64_t scenery_seed = 0;
  double scenery_light = 1;
  double shadow = 0;  // part of the light that it takes from one side
  cv::Point2d side;   // unit vector to that side
  double edge = 0, softness = 1;
};

Place draw_place(std::uint64_t track_seed) {
  Rng rng(track_seed);
  Place place;
  Approach& far = place.far;
  far.board_size = rng.uniform(0.69, 0.8);
  far.shift_x = rng.uniform(-0.03, 0.03);
  far.shift_y = rng.uniform(-0.03, 0.03);
  far.yaw = rng.uniform(-14, 14);
  far.pitch = rng.uniform(-6, 6);
  far.roll = 2 * rng.normal();
  far.defocus = rng.uniform(0.012, 0.024);
  far.motion = 0.011 * std::abs(rng.normal());
  far.exposure = rng.uniform(0.9, 1.1);
  Approach& near = place.near = far;
  near.board_size += rng.uniform(0.02, 0.1);
  near.yaw += rng.uniform(-9, 9);
  near.pitch += rng.uniform(-5, 5);
  near.defocus *= rng.uniform(0.2, 0.6);
  near.motion *= rng.uniform(0.6, 1.8);
  near.exposure *= rng.uniform(0.8, 1.25);

  place.board_light = 0.7 * std::exp(0.22 * rng.normal());
  const double warmth = rng.uniform(-0.06, 0.06), greenness = rng.uniform(-0.03, 0.03);
  place.tint = Colour(static_cast<float>(1 + warmth), static_cast<float>(1 + greenness),
                      static_cast<float>(1 - warmth));
  place.haze = 0.03 + 0.18 * std::pow(rng.uniform(), 2);
  place.fading = 0.3 * std::pow(rng.uniform(), 2);
  place.dirt = 0.2 * std::pow(rng.uniform(), 2);
  place.dirt_seed = rng.next();
  // In the dark a camera amplifies what little it gets, noise included.
  place.noise = rng.uniform(1.5, 6) * (place.board_light < 0.5 ? 1.5 : 1);
  return place;
}

View draw_view(const Place& place, int photo, Rng& rng) {
  const double nearness = photo / (photos_per_track - 1.0);
  const auto between = [&](double Approach::*part) {
    return std::lerp(place.far.*part, place.near.*part, nearness);
  };
  View view;
  view.board_size = between(&Approach::board_size) * rng.uniform(0.93, 1.07);
  view.shift_x = between(&Approach::shift_x) + 0.022 * rng.normal();
  view.shift_y = between(&Approach::shift_y) + 0.022 * rng.normal();
  view.yaw = between(&Approach::yaw) + 6 * rng.normal();
  view.pitch = between(&Approach::pitch) + 4 * rng.normal();
  view.roll = between(&Approach::roll) + 2.2 * rng.normal();
  view.defocus = between(&Approach::defocus) * rng.uniform(0.6, 1.3);
  view.motion = between(&Approach::motion) * rng.uniform(0.2, 1.5);
  // The limits keep a sign readable: beyond them its pictogram drowns in black or in white.
  view.exposure = std::clamp(between(&Approach::exposure) * std::exp(0.28 * rng.normal()),
                             0.28 / place.board_light, 1.3 / place.board_light);
  view.motion_direction = rng.uniform(0, std::numbers::pi);
  view.noise = place.noise * rng.uniform(0.5, 1.4);
  view.scenery_seed = rng.next();
  view.scenery_light = std::clamp(place.board_light * std::exp(rng.uniform(-0.5, 0.5)), 0.2, 1.4);
  view.shadow = rng.uniform() < 0.25 ? rng.uniform(0.15, 0.45) : 0;
  const double angle = rng.uniform(0, 2 * std::numbers::pi);
  view.side = {std::cos(angle), std::sin(angle)};
  view.edge = rng.uniform(-0.6, 0.6);
  view.softness = rng.uniform(0.05, 0.4);
  return view;
}

// ---- The scene

struct Scenery {
  cv::Scalar above, below;
  std::array<cv::Scalar, 4> things;
};

cv::Mat draw_scenery(std::uint64_t seed, int side) {
  static const std::array<Scenery, 6> sceneries = {{
      // Open sky, forest, a street of houses, a motorway, an overcast field, a concrete wall.
      {{150, 190, 235},
       {205, 220, 235},
       {{{60, 85, 45}, {235, 240, 245}, {120, 160, 215}, {80, 80, 70}}}},
      {{50, 75, 35}, {70, 80, 50}, {{{30, 50, 25}, {95, 120, 60}, {75, 60, 45}, {150, 165, 130}}}},
      {{170, 175, 180},
       {120, 105, 95},
       {{{150, 95, 75}, {200, 190, 170}, {60, 60, 65}, {110, 120, 130}}}},
      {{160, 180, 205},
       {105, 105, 108},
       {{{70, 95, 60}, {140, 140, 142}, {60, 62, 68}, {215, 215, 215}}}},
      {{215, 215, 218},
       {120, 130, 80},
       {{{90, 110, 60}, {160, 150, 100}, {70, 75, 60}, {190, 195, 200}}}},
      {{130, 125, 118},
       {95, 92, 90},
       {{{150, 145, 140}, {75, 72, 70}, {175, 60, 55}, {50, 70, 115}}}},
  }};
  Rng rng(seed);
  const Scenery& scenery = sceneries[rng.below(sceneries.size())];
  constexpr int fraction_bits = 4;
  const double middle = side * (1 << fraction_bits) / 2.0;
  const auto place = [&](double x, double y) {
    return cv::Point(cvRound(middle + x * middle), cvRound(middle + y * middle));
  };
  const auto some_colour = [&] {
    const double light = rng.uniform(0.6, 1.3);
    return scenery.things[rng.below(scenery.things.size())] * light;
  };

  cv::Mat picture(side, side, CV_8UC3);
  const double horizon = rng.uniform(0.2, 0.8), sharpness = rng.uniform(1, 12);
  for (int y = 0; y < side; ++y) {
    const double part = std::clamp(0.5 + sharpness * (1.0 * y / side - horizon), 0.0, 1.0);
    picture.row(y).setTo(scenery.above * (1 - part) + scenery.below * part);
  }
  const int blobs = 6 + static_cast<int>(rng.below(14));
  for (int i = 0; i < blobs; ++i) {
    const double x = rng.uniform(-1.1, 1.1), y = rng.uniform(-1.1, 1.1);
    const double width = rng.uniform(0.05, 0.4), height = rng.uniform(0.05, 0.4);
    cv::ellipse(picture, place(x, y), cv::Size(cvRound(width * middle), cvRound(height * middle)),
                rng.uniform(0, 180), 0, 360, some_colour(), cv::FILLED, cv::LINE_8, fraction_bits);
  }
  const int lines = static_cast<int>(rng.below(6));
  for (int i = 0; i < lines; ++i) {
    const double x = rng.uniform(-1, 1), y = rng.uniform(-1, 1);
    const double angle = rng.uniform(0, std::numbers::pi), length = rng.uniform(0.4, 2);
    const double dx = std::cos(angle) * length, dy = std::sin(angle) * length;
    cv::line(picture, place(x - dx, y - dy), place(x + dx, y + dy), some_colour(),
             1 + static_cast<int>(rng.below(static_cast<std::uint64_t>(side) / 12 + 1)), cv::LINE_8,
             fraction_bits);
  }
  const double post = rng.uniform(-0.04, 0.04);
  if (rng.uniform() < 0.75)
    cv::line(picture, place(post, 0), place(post, 2), cv::Scalar::all(rng.uniform(90, 170)),
             std::max(1, side / 14), cv::LINE_8, fraction_bits);
  // The camera looks at the board, so what lies behind is out of focus, the more the farther.
  const int spread = 1 + 2 * static_cast<int>(rng.below(static_cast<std::uint64_t>(side) / 14 + 1));
  cv::blur(picture, picture, {spread, spread});
  return picture;
}

// ---- The board

/// Boards are kept in a few sizes, since shrinking by more than half at once would skip fine lines.
constexpr std::array<int, 3> mip_sides = {192, 96, 48};

const cv::Mat& board_picture(int label, double wanted_side) {
  using Mips = std::array<cv::Mat, mip_sides.size()>;
  static const std::vector<Mips> boards = [] {
    std::vector<Mips> all(sign_count);
    for (int sign = 0; sign < sign_count; ++sign)
      for (std::size_t i = 0; i < mip_sides.size(); ++i)
        all[static_cast<std::size_t>(sign)][i] = draw_sign_board(sign, mip_sides[i]);
    return all;
  }();
  std::size_t level = 0;
  while (level + 1 < mip_sides.size() && mip_sides[level + 1] >= wanted_side) ++level;
  return boards.at(static_cast<std::size_t>(label))[level];
}

/// Where a pinhole camera sees the point (x, y, 1) of a board that reaches from -1 to 1.
cv::Matx33d projection(const View& view, int side) {
  constexpr double degree = std::numbers::pi / 180, distance = 5;
  const double cy = std::cos(view.yaw * degree), sy = std::sin(view.yaw * degree);
  const double cp = std::cos(view.pitch * degree), sp = std::sin(view.pitch * degree);
  const double cr = std::cos(view.roll * degree), sr = std::sin(view.roll * degree);
  const cv::Matx33d yaw(cy, 0, sy, 0, 1, 0, -sy, 0, cy), pitch(1, 0, 0, 0, cp, -sp, 0, sp, cp),
      roll(cr, -sr, 0, sr, cr, 0, 0, 0, 1);
  cv::Matx33d pose = roll * pitch * yaw;
  // The board's own third axis is never used, so its column carries the camera's distance.
  for (int row = 0; row < 3; ++row) pose(row, 2) = row == 2 ? distance : 0;
  const double focus = view.board_size / 2 * side * distance;
  const cv::Matx33d camera(focus, 0, (0.5 + view.shift_x) * side, 0, focus,
                           (0.5 + view.shift_y) * side, 0, 0, 1);
  return camera * pose;
}

/// How much of the light reaches each place of the picture's board: what shadow and dirt leave.
cv::Mat board_light(const Place& place, const View& view, int side) {
  constexpr int coarse_side = 20;
  Rng rng(place.dirt_seed);
  std::array<cv::Point3d, 5> spots;  // x, y, radius
  for (cv::Point3d& spot : spots)
    spot = {rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9), rng.uniform(0.15, 0.5)};
  cv::Mat coarse(coarse_side, coarse_side, CV_32F);
  for (int row = 0; row < coarse_side; ++row) {
    for (int column = 0; column < coarse_side; ++column) {
      const double x = ((column + 0.5) * 2 / coarse_side - 1) / view.board_size;
      const double y = ((row + 0.5) * 2 / coarse_side - 1) / view.board_size;
      const double depth = (x * view.side.x + y * view.side.y - view.edge) / view.softness;
      double light = 1 - view.shadow * std::clamp(0.5 + depth, 0.0, 1.0);
      for (const cv::Point3d& spot : spots) {
        const double dx = (x - spot.x) / spot.z, dy = (y - spot.y) / spot.z;
        light *= 1 - place.dirt * std::max(0.0, 1 - dx * dx - dy * dy);
      }
      coarse.at<float>(row, column) = static_cast<float>(light);
    }
  }
  cv::Mat light;
  cv::resize(coarse, light, {side, side}, 0, 0, cv::INTER_LINEAR);
  return light;
}

/// The light that arrives at the lens, as 32-bit colours from 0 to about 255.
cv::Mat draw_scene(int label, const Place& place, const View& view, int side) {
  const cv::Mat scenery = draw_scenery(view.scenery_seed, side);
  const cv::Mat light = board_light(place, view, side);
  const cv::Mat& flat = board_picture(label, view.board_size * side);
  const double unit = 2.0 / flat.cols;
  const cv::Matx33d from_pixels(unit, 0, unit / 2 - 1, 0, unit, unit / 2 - 1, 0, 0, 1);
  cv::Mat board;
  cv::warpPerspective(flat, board, projection(view, side) * from_pixels, {side, side},
                      cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar::all(0));

  const float board_gain = static_cast<float>(place.board_light * view.exposure);
  const float scenery_gain = static_cast<float>(view.scenery_light * view.exposure);
  const float fading = static_cast<float>(place.fading);
  cv::Mat scene(side, side, CV_32FC3);
  for (int y = 0; y < side; ++y) {
    const auto* behind = scenery.ptr<cv::Vec3b>(y);
    const auto* front = board.ptr<cv::Vec4b>(y);
    const auto* lit = light.ptr<float>(y);
    auto* out = scene.ptr<Colour>(y);
    for (int x = 0; x < side; ++x) {
      const cv::Vec4b& paint = front[x];
      const float uncovered = scenery_gain * static_cast<float>(255 - paint[3]) / 255.0f;
      const float grey = fading * static_cast<float>(paint[0] + paint[1] + paint[2]) / 3.0f;
      const float gain = board_gain * lit[x];
      for (int c = 0; c < 3; ++c)
        out[x][c] = gain * (grey + (1 - fading) * static_cast<float>(paint[c])) +
                    uncovered * static_cast<float>(behind[x][c]);
    }
  }
  return scene;
}

// ---- The camera

/// Lens and movement together: a Gaussian which is longer in the direction of the movement.
cv::Mat blur_kernel(const View& view, double direction, int side) {
  const double narrow = std::max(0.2, view.defocus * side);
  const double wide = std::hypot(narrow, view.motion * side);
  const int reach = std::max(1, static_cast<int>(std::ceil(2 * wide)));
  cv::Mat kernel(2 * reach + 1, 2 * reach + 1, CV_32F);
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      const double along = (x * std::cos(direction) + y * std::sin(direction)) / wide;
      const double across = (y * std::cos(direction) - x * std::sin(direction)) / narrow;
      kernel.at<float>(y + reach, x + reach) =
          static_cast<float>(std::exp(-0.5 * (along * along + across * across)));
    }
  }
  return kernel / cv::sum(kernel)[0];
}

/// Nearly normal, of variance 1: four uniform 16-bit numbers from one draw. Exact normal numbers
/// would take longer than all the rest of the photo.
float quick_normal(Rng& rng) {
  const std::uint64_t bits = rng.next();
  const auto sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
  return (static_cast<float>(sum) / 65536.0f - 2.0f) * 1.7320508f;
}

cv::Mat expose(const cv::Mat& light, const Place& place, const View& view, Rng& rng) {
  const float clear = static_cast<float>(1 - place.haze);
  const float veil = static_cast<float>(place.haze * 200 * std::clamp(place.board_light, 0.3, 1.0));
  const float noise = static_cast<float>(view.noise);
  cv::Mat photo(light.size(), CV_8UC3);
  for (int y = 0; y < light.rows; ++y) {
    const auto* in = light.ptr<Colour>(y);
    auto* out = photo.ptr<cv::Vec3b>(y);
    for (int x = 0; x < light.cols; ++x) {
      // Grain is mostly the same in the three colours, since cameras rebuild them from one mosaic.
      const float grain = noise * quick_normal(rng);
      for (int c = 0; c < 3; ++c) {
        const float value =
            (clear * in[x][c] + veil) * place.tint[c] + grain + 0.5f * noise * quick_normal(rng);
        out[x][c] = cv::saturate_cast<unsigned char>(value);
      }
    }
  }
  return photo;
}

}  // namespace

cv::Mat draw_sign_photo(const SignPhoto& which) {
  const std::uint64_t track_seed =
      stream_seed(which.seed, "track", static_cast<std::uint64_t>(which.label),
                  static_cast<std::uint64_t>(which.track));
  Rng rng(stream_seed(track_seed, "photo", static_cast<std::uint64_t>(which.photo)));
  const Place place = draw_place(track_seed);
  const View view = draw_view(place, which.photo, rng);
  const cv::Mat scene = draw_scene(which.label, place, view, which.size * supersampling);
  cv::Mat light;
  cv::resize(scene, light, {which.size, which.size}, 0, 0, cv::INTER_AREA);
  cv::Mat blurred;
  cv::filter2D(light, blurred, -1, blur_kernel(view, view.motion_direction, which.size), {-1, -1},
               0, cv::BORDER_REFLECT_101);
  return expose(blurred, place, view, rng);
}

}  // namespace mlday

#include "data/contact_sheet.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/file.h"

namespace mlday {
namespace {

constexpr int gutter = 4, least_tile = 48;
constexpr double letter_size = .4;

/// BGR, a small one enlarged until it is about `least_tile` pixels wide.
cv::Mat tile_of(const torch::Tensor& input) {
  auto pixels = input;
  if (pixels.is_floating_point()) pixels = pixels.mul(255).round().clamp(0, 255).to(torch::kUInt8);
  if (pixels.size(0) == 1) pixels = pixels.expand({3, -1, -1});
  const auto rows = pixels.permute({1, 2, 0}).contiguous();
  const cv::Mat rgb(static_cast<int>(rows.size(0)), static_cast<int>(rows.size(1)), CV_8UC3,
                    rows.data_ptr());
  cv::Mat picture;
  cv::cvtColor(rgb, picture, cv::COLOR_RGB2BGR);
  const int factor = std::max(1, least_tile / std::max(picture.cols, 1));
  cv::resize(picture, picture, {}, factor, factor, cv::INTER_NEAREST);
  return picture;
}

/// Of each class up to `columns` samples.
std::vector<std::vector<std::int64_t>> shown_samples(const Dataset& dataset, std::size_t classes,
                                                     std::int64_t columns) {
  std::vector<std::vector<std::int64_t>> samples(classes);
  for (std::int64_t i = 0; i < dataset.size(); ++i)
    samples.at(static_cast<std::size_t>(dataset.label(i))).push_back(i);
  for (auto& of_class : samples) {
    std::vector<std::int64_t> shown;
    for (const auto i : evenly_spread(static_cast<std::int64_t>(of_class.size()), columns))
      shown.push_back(of_class[static_cast<std::size_t>(i)]);
    of_class = std::move(shown);
  }
  return samples;
}

void text_at(cv::Mat& sheet, const std::string& text, cv::Point at) {
  cv::putText(sheet, text, at, cv::FONT_HERSHEY_SIMPLEX, letter_size, cv::Scalar::all(0), 1,
              cv::LINE_AA);
}

int width_of(const std::string& text) {
  int baseline = 0;
  return cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, letter_size, 1, &baseline).width;
}

void write_sheet(const cv::Mat& sheet, const std::filesystem::path& path) {
  std::vector<unsigned char> bytes;
  cv::imencode(".png", sheet, bytes);
  write_file_atomically(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// "14 Stop", and the longest such label's width in pixels.
std::string label_of(const std::vector<std::string>& class_names, std::size_t number) {
  constexpr std::size_t most_letters = 60;
  return std::to_string(number) + " " + class_names[number].substr(0, most_letters);
}
int widest_label(const std::vector<std::string>& class_names) {
  int widest = 0;
  for (std::size_t i = 0; i < class_names.size(); ++i)
    widest = std::max(widest, width_of(label_of(class_names, i)));
  return widest;
}

}  // namespace

std::vector<std::int64_t> evenly_spread(std::int64_t count, std::int64_t most) {
  const auto shown = std::min(count, most);
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; i < shown; ++i) places.push_back(i * count / shown);
  return places;
}

void write_contact_sheet(const Dataset& dataset, const std::vector<std::string>& class_names,
                         std::int64_t columns, const std::filesystem::path& path) {
  std::vector<std::vector<cv::Mat>> rows;
  for (const auto& samples : shown_samples(dataset, class_names.size(), columns)) {
    auto& row = rows.emplace_back();
    for (const auto i : samples) row.push_back(tile_of(dataset.get(i).input()));
  }
  cv::Size tile(least_tile, least_tile);
  for (const auto& row : rows)
    if (!row.empty()) tile = row.front().size();
  const int step_x = tile.width + gutter, step_y = tile.height + gutter;
  const int label_width = gutter + widest_label(class_names) + gutter;
  cv::Mat sheet(static_cast<int>(rows.size()) * step_y + gutter,
                label_width + static_cast<int>(columns) * step_x + gutter, CV_8UC3,
                cv::Scalar::all(255));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const int y = gutter + static_cast<int>(r) * step_y;
    text_at(sheet, label_of(class_names, r), {gutter, y + tile.height / 2});
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      rows[r][c].copyTo(
          sheet(cv::Rect({label_width + static_cast<int>(c) * step_x, y}, rows[r][c].size())));
  }
  write_sheet(sheet, path);
}

}  // namespace mlday

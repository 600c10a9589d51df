#include "data/contact_sheet.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/file.h"

namespace mlday {
namespace {

constexpr int gutter = 4, label_width = 180, least_tile = 48;

/// BGR, at least `least_tile` pixels wide so that it can be seen.
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

}  // namespace

void write_contact_sheet(const Dataset& dataset, const std::vector<std::string>& class_names,
                         std::int64_t columns, const std::filesystem::path& path) {
  std::vector<std::vector<cv::Mat>> rows(class_names.size());
  for (std::int64_t i = 0; i < dataset.size(); ++i) {
    auto& row = rows.at(static_cast<std::size_t>(dataset.label(i)));
    if (static_cast<std::int64_t>(row.size()) < columns)
      row.push_back(tile_of(dataset.get(i).input));
  }
  cv::Size tile(least_tile, least_tile);
  for (const auto& row : rows)
    if (!row.empty()) tile = row.front().size();
  const int step_x = tile.width + gutter, step_y = tile.height + gutter;
  cv::Mat sheet(static_cast<int>(rows.size()) * step_y + gutter,
                label_width + static_cast<int>(columns) * step_x + gutter, CV_8UC3,
                cv::Scalar::all(255));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const int y = gutter + static_cast<int>(r) * step_y;
    constexpr double letter_size = .4;
    constexpr std::size_t most_letters = 24;
    cv::putText(sheet, std::to_string(r) + " " + class_names[r].substr(0, most_letters),
                {gutter, y + tile.height / 2}, cv::FONT_HERSHEY_SIMPLEX, letter_size,
                cv::Scalar::all(0), 1, cv::LINE_AA);
    for (std::size_t c = 0; c < rows[r].size(); ++c)
      rows[r][c].copyTo(
          sheet(cv::Rect({label_width + static_cast<int>(c) * step_x, y}, rows[r][c].size())));
  }
  std::vector<unsigned char> bytes;
  cv::imencode(".png", sheet, bytes);
  write_file_atomically(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace mlday

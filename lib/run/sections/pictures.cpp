#include "run/sections/pictures.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace mlday {
namespace {

/// RFC 4648.
std::string base64(const std::vector<unsigned char>& bytes) {
  constexpr auto* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < left ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      text += k <= left ? letters[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

/// As OpenCV has pictures: rows of BGR or grey bytes, at most so large.
cv::Mat small_picture(const torch::Tensor& picture, int most) {
  auto bytes = picture;
  if (!bytes.is_floating_point())
    bytes = bytes.to(torch::kUInt8);
  else
    bytes = bytes.clamp(0, 1).mul(255).round().to(torch::kUInt8);
  bytes = bytes.permute({1, 2, 0}).contiguous();
  const auto height = static_cast<int>(bytes.size(0)), width = static_cast<int>(bytes.size(1));
  const bool grey = bytes.size(2) == 1;
  const cv::Mat shared(height, width, grey ? CV_8UC1 : CV_8UC3, bytes.data_ptr());
  cv::Mat made;
  if (grey)
    made = shared.clone();
  else
    cv::cvtColor(shared, made, cv::COLOR_RGB2BGR);
  const double scale = static_cast<double>(most) / std::max(height, width);
  if (scale < 1) cv::resize(made, made, {}, scale, scale, cv::INTER_AREA);
  return made;
}

}  // namespace

torch::Tensor unnormalized(const torch::Tensor& input, const FieldFacts& facts) {
  if (facts.mean.empty()) return input;
  const auto channelwise = [](const std::vector<double>& numbers) {
    return torch::tensor(numbers, torch::kFloat32).view({-1, 1, 1});
  };
  return input * channelwise(facts.deviation) + channelwise(facts.mean);
}

std::string picture_png(const torch::Tensor& picture) {
  constexpr int most = 512;
  std::vector<unsigned char> png;
  cv::imencode(".png", small_picture(picture, most), png);
  return {png.begin(), png.end()};
}

std::string picture_url(const torch::Tensor& picture) {
  constexpr int most = 96, quality = 90;
  const auto small = small_picture(picture, most);
  std::vector<unsigned char> png, jpeg;
  cv::imencode(".png", small, png);
  cv::imencode(".jpg", small, jpeg, {cv::IMWRITE_JPEG_QUALITY, quality});
  if (jpeg.size() < png.size()) return "data:image/jpeg;base64," + base64(jpeg);
  return "data:image/png;base64," + base64(png);
}

}  // namespace mlday

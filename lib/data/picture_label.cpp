#include "data/picture_label.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/error.h"
#include "core/file.h"

namespace mlday {

void write_labelled_picture(const std::filesystem::path& path, const std::filesystem::path& picture,
                            const std::string& label) {
  constexpr int least_width = 320, margin = 8, line = 28;
  constexpr double letters = .5;
  cv::Mat shown = cv::imread(picture.string(), cv::IMREAD_COLOR);
  if (shown.empty()) throw Error("cannot read the picture " + picture.string());
  if (shown.cols < least_width) {
    const double scale = static_cast<double>(least_width) / shown.cols;
    cv::resize(shown, shown, {}, scale, scale, cv::INTER_NEAREST);
  }
  int baseline = 0;
  const int label_width =
      cv::getTextSize(label, cv::FONT_HERSHEY_SIMPLEX, letters, 1, &baseline).width;
  cv::Mat page(shown.rows + line, std::max(shown.cols, label_width + 2 * margin), CV_8UC3,
               cv::Scalar::all(255));
  shown.copyTo(page(cv::Rect(0, 0, shown.cols, shown.rows)));
  cv::putText(page, label, {margin, shown.rows + line - margin}, cv::FONT_HERSHEY_SIMPLEX, letters,
              cv::Scalar::all(0), 1, cv::LINE_AA);
  std::vector<unsigned char> png;
  cv::imencode(".png", page, png);
  write_file_atomically(path, std::string(png.begin(), png.end()));
}

}  // namespace mlday

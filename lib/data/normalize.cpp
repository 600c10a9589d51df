#include <algorithm>
#include <cmath>

#include "data/byte_table.h"
#include "data/pictures.h"

namespace mlday {
namespace {

class Normalized : public View {
 public:
  Normalized(DatasetPtr whole, const std::vector<double>& mean,
             const std::vector<double>& deviation)
      : View(std::move(whole)), tables_(mean.size()) {
    for (std::size_t c = 0; c < mean.size(); ++c)
      for (std::size_t i = 0; i < tables_[c].size(); ++i)
        tables_[c][i] =
            static_cast<float>((static_cast<double>(i) / 255.0 - mean[c]) / deviation[c]);
  }

  Sample get(std::int64_t index) const override {
    auto sample = View::get(index);
    auto floats = torch::empty(sample.input().sizes(), torch::kFloat32);
    write_floats(sample.input(), tables_, floats.data_ptr<float>());
    sample.input() = floats;
    return sample;
  }

 private:
  std::vector<ByteTable> tables_;
};

}  // namespace

void ChannelSums::add(const torch::Tensor& picture) {
  const auto channels = static_cast<std::size_t>(picture.size(0));
  const auto height = picture.size(1), width = picture.size(2);
  sum_.resize(channels);
  products_.resize(channels * channels);
  const auto* bytes = picture.data_ptr<std::uint8_t>();
  const auto step = picture.strides();
  for (std::int64_t y = 0; y < height; ++y)
    for (std::size_t a = 0; a < channels; ++a) {
      const auto* row = bytes + y * step[1];
      const auto* of_a = row + static_cast<std::int64_t>(a) * step[0];
      for (std::int64_t x = 0; x < width; ++x) sum_[a] += of_a[x * step[2]];
      for (std::size_t b = a; b < channels; ++b) {
        const auto* of_b = row + static_cast<std::int64_t>(b) * step[0];
        std::int64_t sum = 0;
        for (std::int64_t x = 0; x < width; ++x)
          sum += static_cast<int>(of_a[x * step[2]]) * static_cast<int>(of_b[x * step[2]]);
        products_[a * channels + b] += sum;
      }
    }
  pixels_ += height * width;
}

void ChannelSums::add(const ChannelSums& other) {
  sum_.resize(std::max(sum_.size(), other.sum_.size()));
  products_.resize(std::max(products_.size(), other.products_.size()));
  for (std::size_t i = 0; i < other.sum_.size(); ++i) sum_[i] += other.sum_[i];
  for (std::size_t i = 0; i < other.products_.size(); ++i) products_[i] += other.products_[i];
  pixels_ += other.pixels_;
}

ChannelStatistics ChannelSums::statistics() const {
  ChannelStatistics statistics;
  const auto channels = sum_.size();
  const auto count = static_cast<double>(pixels_);
  const auto mean = [&](std::size_t c) { return static_cast<double>(sum_[c]) / count; };
  statistics.covariance.resize(channels * channels);
  for (std::size_t a = 0; a < channels; ++a) {
    for (std::size_t b = a; b < channels; ++b) {
      const double covariance =
          static_cast<double>(products_[a * channels + b]) / count - mean(a) * mean(b);
      statistics.covariance[a * channels + b] = covariance / (255 * 255);
      statistics.covariance[b * channels + a] = covariance / (255 * 255);
      if (a == b) statistics.deviation.push_back(std::sqrt(std::max(covariance, 0.0)) / 255);
    }
    statistics.mean.push_back(mean(a) / 255);
  }
  return statistics;
}

std::optional<ChannelStatistics> PictureSettings::normalization(const ChannelSums& training) const {
  if (normalize == "none") return std::nullopt;
  if (normalize == "dataset") return training.statistics();
  return ChannelStatistics{
      .mean = {.485, .456, .406}, .deviation = {.229, .224, .225}, .covariance = {}};
}

DatasetPtr normalized_view(DatasetPtr dataset, const std::vector<double>& mean,
                           const std::vector<double>& deviation) {
  auto divisors = deviation;
  for (auto& divisor : divisors)
    if (divisor == 0) divisor = 1;  // a channel of one value becomes zeros
  return std::make_shared<Normalized>(std::move(dataset), mean, divisors);
}

}  // namespace mlday
